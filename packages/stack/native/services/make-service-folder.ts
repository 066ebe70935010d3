import { mkdir } from 'node:fs/promises'
import type { ServiceUser } from '../service-user.ts'
import { runProgram } from './run-program.ts'

const timeoutMs = 30_000

/**
 * Makes a folder of a service, with those above it, for its user alone. That user makes it: where a link was planted,
 * nothing of somebody else is made or given away.
 */
export async function makeServiceFolder(path: string, user: ServiceUser | null): Promise<void> {
  if (user === null) await mkdir(path, { recursive: true, mode: 0o700 })
  else await runProgram('mkdir', ['-p', '-m', '700', '--', path], { user, workingDirectory: '/', timeoutMs })
}
