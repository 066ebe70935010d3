import { once } from 'node:events'
import { connect } from 'node:net'
import { lockHolder } from './lock-holder.ts'

const connectTimeoutMs = 2_000

/**
 * What could still write to a database that is about to be replaced, one sentence each: its process, a listener on
 * one of its ports, a holder of its lock.
 */
export async function findOldWriters(options: {
  pid: number
  /** Addresses that it listened on. */
  urls: readonly string[]
  /** Of the database. */
  directory: string
}): Promise<string[]> {
  const found: string[] = []
  if (isAlive(options.pid)) found.push(`process ${options.pid} still runs`)
  for (const url of options.urls) {
    const { hostname, port } = new URL(url)
    if (await accepts(hostname, Number(port))) found.push(`something still answers on port ${port}`)
  }
  const holder = lockHolder(options.directory)
  if (holder !== null) found.push(`process ${holder} still holds the lock of the database`)
  return found
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: connectTimeoutMs })
  try {
    return await Promise.race([
      once(socket, 'connect').then(() => true),
      // Neither accepting nor refusing is no proof that nobody is there.
      once(socket, 'timeout').then(() => true),
    ])
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
