import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const lookupTimeoutMs = 10_000

/** Path of igzip (package isal), which compresses as gzip does in a twentieth of the time; null where it is not installed. */
export async function findIgzip(): Promise<string | null> {
  // The shell looks through the PATH of whoever runs us, so that nothing here has to read the environment.
  const found = await run('/bin/sh', ['-c', 'command -v igzip'], { timeout: lookupTimeoutMs }).catch(() => null)
  const path = found?.stdout.trim() ?? ''
  return path.startsWith('/') ? path : null
}
