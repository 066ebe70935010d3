import { AuraError } from '@aura-sign/core'

/** pgBackRest of one stanza, wherever it runs: on this machine, or beside Postgres in a container. */
export interface PgBackRest {
  run(
    words: readonly string[],
    options: {
      timeoutMs: number
      /** Gets each line of standard output, which is not collected then. */
      onLine?: (line: string) => void
    },
  ): Promise<{ exitCode: number | null; stdout: string; stderr: string }>
}

/** pgBackRest's own exit codes (src/build/error/error.yaml). */
const codes = { mismatch: [28, 51], busy: [50] }
const detailMax = 600

/** Runs a command and returns its standard output. Throws `pgbackrest_failed`, `pgbackrest_busy` or `wal_repository_foreign`. */
export async function runPgBackRest(
  pgBackRest: PgBackRest,
  words: readonly string[],
  options: Parameters<PgBackRest['run']>[1],
): Promise<string> {
  const levels = options.onLine ? ['--log-level-console=detail'] : ['--log-level-console=off']
  const logged = [...levels, '--log-level-stderr=error']
  const { exitCode, stdout, stderr } = await pgBackRest.run([...logged, ...words], options)
  if (exitCode === 0) return stdout
  const detail = stderr.replaceAll(/\s+/g, ' ').trim().slice(0, detailMax) || `it ended with exit code ${exitCode}`
  if (exitCode !== null && codes.mismatch.includes(exitCode)) throw new AuraError('wal_repository_foreign', { detail })
  if (exitCode !== null && codes.busy.includes(exitCode)) throw new AuraError('pgbackrest_busy', { detail })
  const command = words.find((word) => !word.startsWith('--')) ?? 'it'
  throw new AuraError('pgbackrest_failed', { command, detail })
}
