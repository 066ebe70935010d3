import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { AuraError } from '@aura-sign/core'
import { makeServiceDirectory } from '../directory/make-stack-directory.ts'
import { markerOf, markerVariable } from '../process/process-marker.ts'
import type { ServiceContext } from '../service.ts'
import { archiveFiles, stanza } from '../services/postgres/archive/archive-files.ts'
import { archiveServiceFiles, makeArchiveFolders } from '../services/postgres/archive/archive-service-files.ts'
import { type ArchiveOptions, planArchive } from '../services/postgres/archive/plan-archive.ts'
import { writeServiceFile } from '../services/write-service-file.ts'

export interface NativePgBackRest {
  /** How Postgres calls it during a recovery. */
  readonly program: string
  readonly settingsFile: string
  /** Runs one command to its end; see the port of the same shape in @aura-sign/recovery. */
  run(words: readonly string[], options: { timeoutMs: number; onLine?: (line: string) => void }): Promise<PgBackRestEnd>
}

export interface PgBackRestEnd {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin'
const outputCharactersMax = 64 * 1024 * 1024

/**
 * pgBackRest of a native stack, run as the services' user. Its settings are written anew: they have to be there when nothing else
 * of the cluster is. Throws `pgbackrest_missing`.
 */
export async function openNativePgBackRest(
  context: ServiceContext,
  archive: ArchiveOptions,
): Promise<NativePgBackRest> {
  const plan = await planArchive(context, archive)
  if (plan.state === 'off') throw new AuraError('pgbackrest_missing', { reason: plan.reason })
  makeServiceDirectory(context.directory, context.user)
  await makeArchiveFolders(context, plan.target)
  for (const file of archiveServiceFiles(context, plan.target))
    await writeServiceFile(file.path, file.text, context.user)
  const { settings, passwords, root } = archiveFiles(context)
  const { program } = plan.pgBackRest
  return {
    program,
    settingsFile: settings,
    async run(words, { timeoutMs, onLine }) {
      const child = spawn(program, [`--config=${settings}`, `--stanza=${stanza}`, ...words], {
        cwd: root,
        env: {
          ...{ PATH: path, HOME: root, LC_ALL: 'C', PGPASSFILE: passwords },
          [markerVariable]: markerOf(context.stackDirectory, 'pgbackrest-command'),
        },
        timeout: timeoutMs,
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(context.user && { uid: context.user.uid, gid: context.user.gid }),
      })
      let stdout = ''
      const lines = createInterface({ input: child.stdout }).on('line', (line) => {
        onLine?.(line)
        if (onLine === undefined && stdout.length < outputCharactersMax) stdout += `${line}\n`
      })
      const [stderr, [exitCode]] = await Promise.all([
        text(child.stderr),
        once(child, 'close') as Promise<[number | null]>,
        once(lines, 'close'),
      ])
      return { exitCode, stdout, stderr }
    },
  }
}
