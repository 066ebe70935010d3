import { stat } from 'node:fs/promises'
import { archiveFiles, stanza } from '../../packages/stack/native/services/postgres/archive/archive-files.ts'
import { type MeasuredProcess, measureProcess } from '../harness/measure-process.ts'

/** pgBackRest with the settings of a stack, called as an operator does who knows it: by the user that Postgres runs as. */
export async function pgBackRestByHand(stackDirectory: string, words: readonly string[]): Promise<MeasuredProcess> {
  const { settings, passwords, root } = archiveFiles({ stackDirectory })
  const { uid, gid } = await stat(root)
  return await measureProcess('pgbackrest', [`--config=${settings}`, `--stanza=${stanza}`, ...words], {
    ...{ uid, gid, cwd: root },
    environment: { PATH: process.env.PATH, LC_ALL: 'C', PGPASSFILE: passwords },
  })
}
