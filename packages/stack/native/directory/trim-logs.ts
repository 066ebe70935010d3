import { closeSync, constants, fstatSync, ftruncateSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '@aura-sign/core'
import { isDiskFull } from '../../is-disk-full.ts'

const bytesMaxDefault = 16 * 1024 * 1024

/** Trims every log of a stack; `logs` holds one folder a service and may be absent. */
export function trimLogs(logs: string, options: { bytesMax?: number } = {}): void {
  for (const entry of entriesOf(logs)) {
    if (!entry.isDirectory()) continue
    const folder = join(logs, entry.name)
    for (const { name } of entriesOf(folder)) if (name.endsWith('.log')) trimLog(join(folder, name), options)
  }
}

/**
 * Empties a log that is larger than `bytesMax` (default 16 MiB), with its end kept beside it as `….log.1`. Its process goes on
 * with it: what is opened for appending is written at the end, wherever that is by then. Lines of that very moment may be lost.
 */
export function trimLog(path: string, { bytesMax = bytesMaxDefault }: { bytesMax?: number } = {}): void {
  const file = openExisting(path)
  if (file === null) return
  try {
    const { size } = fstatSync(file)
    if (size <= bytesMax) return
    const kept = Buffer.alloc(bytesMax)
    const bytes = readSync(file, kept, 0, bytesMax, size - bytesMax)
    writeFileAtomically(`${path}.1`, kept.toString('utf8', 0, bytes))
    ftruncateSync(file)
  } catch (error) {
    // No room for the end of it: it stays whole, and the command goes on.
    if (!isDiskFull(error)) throw error
  } finally {
    closeSync(file)
  }
}

function openExisting(path: string): number | null {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOFOLLOW)
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** Or another user's, who is refused with better words by what comes next. */
function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')
}
