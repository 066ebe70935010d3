import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceContext } from '../service.ts'
import { findPostgres } from '../services/postgres/find-postgres.ts'
import { runProgram } from '../services/run-program.ts'

const timeoutMs = 30_000

/**
 * Has Postgres archive, at its next start, the history of the timeline that a recovery has begun and what was written on it since: the
 * recovering server archived nothing. Without the history another restore would take the same timeline for its own.
 */
export async function markWalReady(
  context: ServiceContext,
  { dataDirectory }: { dataDirectory: string },
): Promise<void> {
  const { binDirectory } = await findPostgres({ dataDirectory })
  const options = { user: context.user, workingDirectory: context.directory, timeoutMs }
  const control = await runProgram(join(binDirectory, 'pg_controldata'), ['-D', dataDirectory], options)
  const current = /REDO WAL file: +([0-9A-F]{24})/.exec(control)?.[1]
  if (current === undefined) throw new Error(`pg_controldata does not name the WAL of ${dataDirectory}`)
  const timeline = current.slice(0, 8)
  const folder = join(dataDirectory, 'pg_wal')
  const names = (await readdir(folder)).filter(
    (name) =>
      name === `${timeline}.history` || (/^[0-9A-F]{24}$/.test(name) && name.startsWith(timeline) && name < current),
  )
  if (names.length === 0) return
  const marks = names.map((name) => join(folder, 'archive_status', `${name}.ready`))
  await runProgram('touch', ['--', ...marks], options)
}
