import { execFile } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const lookupTimeoutMs = 5_000
// Where servers are installed that are not on every person's PATH.
const serverDirectories = ['/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin', '/opt/homebrew/sbin']

/** Absolute path of an installed program; null when there is none. */
export async function findProgram(name: string): Promise<string | null> {
  // The shell looks through the PATH of whoever runs us, so that nothing here has to read the environment.
  const words = ['-c', 'command -v -- "$1"', 'sh', name]
  const found = await promisify(execFile)('/bin/sh', words, { timeout: lookupTimeoutMs }).catch(() => null)
  const path = found?.stdout.trim()
  if (path?.startsWith('/')) return path
  for (const directory of serverDirectories) {
    const candidate = join(directory, name)
    if (await isExecutable(candidate)) return candidate
  }
  return null
}

/** Whether the file is there and this user may run it. */
export async function isExecutable(path: string): Promise<boolean> {
  // A folder that may be entered is "executable" too.
  return (await isAllowed(path, constants.X_OK)) && (await stat(path)).isFile()
}

/** Whether the file is there and this user may read it. */
export function isReadable(path: string): Promise<boolean> {
  return isAllowed(path, constants.R_OK)
}

function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}
