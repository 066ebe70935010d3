import { dumpArguments } from './dump-arguments.ts'
import { runDumpProgram } from './run-dump-program.ts'

export interface DumpServerOptions {
  url: string
  /** Path of pg_dump. */
  program: string
  /** From `pg_export_snapshot()` on the same server; default: its own. */
  snapshotId?: string
  /** How long it may wait for the lock on a table. */
  lockWaitMs: number
  timeoutMs: number
}

/** The database as pg_dump writes it, its rows as COPY data. Throws `dump_failed`. */
export function dumpServer(options: DumpServerOptions): AsyncGenerator<Uint8Array, void> {
  const { url, program, snapshotId, lockWaitMs, timeoutMs } = options
  const words = ['--no-password', `--lock-wait-timeout=${lockWaitMs}`, ...dumpArguments]
  if (snapshotId !== undefined) words.push(`--snapshot=${snapshotId}`)
  return runDumpProgram({ program, words, url, timeoutMs })
}
