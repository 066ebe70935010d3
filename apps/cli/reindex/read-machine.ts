import { existsSync, statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { ReindexMachine } from '@aura-sign/recovery'

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])
const sharedMemory = '/dev/shm'

/** What this machine has for a build, where the server runs on it and keeps its files where they can be seen; null where not. */
export function readMachine({
  url,
  dataDirectory,
}: {
  url: string
  dataDirectory: string | null
}): ReindexMachine | null {
  if (!loopback.has(new URL(url).hostname)) return null
  // A server in a container has a loopback address too, and neither this disk nor this memory.
  const isHere = dataDirectory !== null && existsSync(dataDirectory)
  if (!isHere) return null
  return {
    memoryBytes: process.availableMemory(),
    cores: availableParallelism(),
    diskFreeBytes: freeBytes(dataDirectory),
    sharedMemoryFreeBytes: existsSync(sharedMemory) ? freeBytes(sharedMemory) : null,
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}
