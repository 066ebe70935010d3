import { dirname, join } from 'node:path'
import { runDumpProgram } from './run-dump-program.ts'

/**
 * Roles, their settings and the tablespaces of a whole server, by the pg_dumpall beside a pg_dump. Without the hashes of passwords: reading
 * them takes a superuser, and they belong with the other secrets. Throws `dump_failed`.
 */
export function dumpGlobals(options: {
  url: string
  /** Path of pg_dump. */
  program: string
  timeoutMs: number
}): AsyncGenerator<Uint8Array, void> {
  const { url, timeoutMs } = options
  const words = ['--globals-only', '--no-role-passwords', '--no-password']
  // Else it connects to "postgres", to which this account may have no right.
  const database = decodeURIComponent(new URL(url).pathname.slice(1))
  // Anything else it could take for a whole connection string.
  if (/^[\w-]+$/.test(database)) words.push(`--database=${database}`)
  return runDumpProgram({ program: join(dirname(options.program), 'pg_dumpall'), words, url, timeoutMs })
}
