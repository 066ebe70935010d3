import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AuraError } from '@aura-sign/core'

const run = promisify(execFile)
const lookupTimeoutMs = 10_000

/**
 * Path of the pg_dump of a server's major version. An older one cannot read the server; what a newer one writes does not
 * load into it. Throws `pg_dump_missing`, or `pg_dump_version` when only others are installed.
 */
export async function findPgDump(options: { major: number; candidates?: readonly string[] }): Promise<string> {
  const { major } = options
  let other: string | null = null
  for (const program of options.candidates ?? (await knownPlaces(major))) {
    const version = await versionOf(program)
    if (version !== null && Number.parseInt(version, 10) === major) return program
    other ??= version
  }
  if (other !== null) throw new AuraError('pg_dump_version', { found: other, wanted: major })
  throw new AuraError('pg_dump_missing', { major })
}

/** Debian, RPM packages and Homebrew keep several versions beside each other; what is on the PATH is the last resort. */
async function knownPlaces(major: number): Promise<string[]> {
  const places = [
    `/usr/lib/postgresql/${major}/bin`,
    `/usr/pgsql-${major}/bin`,
    `/opt/homebrew/opt/postgresql@${major}/bin`,
    `/usr/local/opt/postgresql@${major}/bin`,
  ].map((directory) => `${directory}/pg_dump`)
  // The shell looks through the PATH of whoever runs us, so that nothing here has to read the environment.
  const words = ['-c', 'command -v pg_dump']
  const onPath = await run('/bin/sh', words, { timeout: lookupTimeoutMs }).catch(() => null)
  const found = onPath?.stdout.trim()
  return found?.startsWith('/') ? [...places, found] : places
}

async function versionOf(program: string): Promise<string | null> {
  const answer = await run(program, ['--version'], { timeout: lookupTimeoutMs }).catch(() => null)
  return /\(PostgreSQL\) (\d+(\.\d+)*)/.exec(answer?.stdout ?? '')?.[1] ?? null
}
