import { randomBytes } from 'node:crypto'
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Replaces a small file as a whole: a reader, a kill amid the writing, or the disk after a power cut has the old text or the
 * new one. `mode` (default: only the owner) holds whatever the umask is. Throws errors of the file system.
 */
export function writeFileAtomically(path: string, text: string, options: { mode?: number } = {}): void {
  const mode = options.mode ?? 0o600
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    whileOpen(openSync(temporary, 'wx', mode), (file) => {
      fchmodSync(file, mode)
      writeFileSync(file, text)
      fsyncSync(file)
    })
    renameSync(temporary, path)
    // The new name is durable only once its directory is.
    whileOpen(openSync(dirname(path), 'r'), fsyncSync)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function whileOpen(file: number, use: (file: number) => void): void {
  try {
    use(file)
  } finally {
    closeSync(file)
  }
}
