import { existsSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { lockDirectory } from '../../embedded/lock-directory.ts'
import type { NativeStack } from '../native-stack.ts'
import { markerOf } from '../process/process-marker.ts'
import { endLeftovers, stopProcess } from '../process/stop-process.ts'
import type { ServiceContext } from '../service.ts'
import { makeServiceFolder } from '../services/make-service-folder.ts'
import { archiveFiles } from '../services/postgres/archive/archive-files.ts'
import { restoreCommand } from '../services/postgres/archive/archive-service-files.ts'
import type { ArchiveOptions } from '../services/postgres/archive/plan-archive.ts'
import { runProgram } from '../services/run-program.ts'
import { writeServiceFile } from '../services/write-service-file.ts'
import { markWalReady } from './mark-wal-ready.ts'
import { openNativePgBackRest } from './open-native-pgbackrest.ts'
import {
  type PointInTimeJournal,
  readPointInTimeJournal,
  removePointInTimeJournal,
  writePointInTimeJournal,
} from './point-in-time-journal.ts'
import { type RecoverOptions, recoverCluster, recoveryProcess } from './recover-cluster.ts'

export const pointInTimeSteps = ['restore', 'recover', 'switch', 'start'] as const
export type PointInTimeStep = (typeof pointInTimeSteps)[number]

export interface RestorePointInTimeOptions {
  readonly stack: NativeStack
  readonly archive: ArchiveOptions
  readonly binDirectory?: string
  /** Names the restore: a run with the same one goes on. */
  readonly target: string
  /** Label of the backup, and Postgres' `recovery_target…` settings. */
  readonly backup: string
  readonly settings: Readonly<Record<string, string>>
  readonly databaseBytes: number
  readonly now: Date
  /** Judges the recovered cluster, and makes in it what has to be made before anybody is served. */
  readonly use: RecoverOptions['use']
  readonly onStep?: (step: PointInTimeStep, share: number) => void
}

const restoreTimeoutMs = 24 * 3_600_000
const removeTimeoutMs = 30 * 60_000
/** For WAL, beside the cluster itself. */
const spareBytes = 1024 ** 3

/**
 * Restores the cluster of a native stack into a folder beside the one in use, recovers and judges it there, and puts it into its place;
 * the old one is kept. A run that was killed anywhere is completed by the next with the same target. Returns the folder that is kept, null
 * where there was none.
 */
export async function restorePointInTime(
  context: ServiceContext,
  options: RestorePointInTimeOptions,
): Promise<{ kept: string | null }> {
  using _lock = lockRestore(context.stackDirectory)
  const journal = await begin(context, options)
  if (journal.phase === 'restoring') {
    const pgBackRest = await fill(context, journal, options)
    options.onStep?.('recover', 0)
    const dataDirectory = placeOf(context, journal.restored)
    const { program } = pgBackRest
    await recoverCluster(context, {
      dataDirectory,
      ...(options.binDirectory !== undefined && { binDirectory: options.binDirectory }),
      settings: { ...options.settings, restore_command: restoreCommand(context, { program, dataDirectory }) },
      record: (process) => writePointInTimeJournal(context.stackDirectory, { ...journal, process }),
      use: options.use,
    })
  }
  return await finishPointInTime(context, { ...journal, phase: 'switching', process: null }, options)
}

/** Completes the switch of a restore that was cut short in it. Throws `point_in_time_other` for another target. */
async function finishPointInTime(
  context: ServiceContext,
  journal: PointInTimeJournal,
  { stack, onStep }: Pick<RestorePointInTimeOptions, 'stack' | 'onStep'>,
): Promise<{ kept: string | null }> {
  writePointInTimeJournal(context.stackDirectory, journal)
  onStep?.('switch', 0)
  await stack.stop(['postgres'])
  const { data } = archiveFiles(context)
  const [restored, replaced] = [placeOf(context, journal.restored), placeOf(context, journal.replaced)]
  if (existsSync(restored)) {
    await markWalReady(context, { dataDirectory: restored })
    if (existsSync(data)) await move(context, data, replaced)
    await move(context, restored, data)
  }
  onStep?.('start', 0)
  await stack.up(['postgres'])
  removePointInTimeJournal(context.stackDirectory)
  return { kept: existsSync(replaced) ? replaced : null }
}

async function begin(context: ServiceContext, options: RestorePointInTimeOptions): Promise<PointInTimeJournal> {
  const { target, now } = options
  const found = readPointInTimeJournal(context.stackDirectory)
  if (found?.phase === 'switching') {
    if (found.target === target) return found
    throw new AuraError('point_in_time_other', { begun: found.target })
  }
  // Whatever an earlier run has left runs on without it.
  if (found?.process) await stopProcess(found.process, { marker: markerOf(context.stackDirectory, recoveryProcess) })
  for (const name of [recoveryProcess, 'pgbackrest-command'])
    await endLeftovers(markerOf(context.stackDirectory, name), name)
  if (found) await remove(context, placeOf(context, found.restored))
  const stamp = now.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
  const journal = {
    ...{ target, phase: 'restoring' as const, process: null },
    restored: `data-restored-${stamp}`,
    replaced: `data-replaced-${stamp}`,
  }
  writePointInTimeJournal(context.stackDirectory, journal)
  return journal
}

async function fill(context: ServiceContext, journal: PointInTimeJournal, options: RestorePointInTimeOptions) {
  const { archive, backup, databaseBytes, onStep } = options
  const pgBackRest = await openNativePgBackRest(context, archive)
  const { bavail, bsize } = statfsSync(context.directory)
  if (bavail * bsize < databaseBytes + spareBytes) throw new AuraError('disk_full', { path: context.directory })
  const place = placeOf(context, journal.restored)
  await makeServiceFolder(place, context.user)
  onStep?.('restore', 0)
  const { exitCode, stderr } = await pgBackRest.run(
    [
      '--log-level-console=detail',
      '--log-level-stderr=error',
      `--pg1-path=${place}`,
      `--set=${backup}`,
      '--type=preserve',
      'restore',
    ],
    {
      timeoutMs: restoreTimeoutMs,
      onLine: (line) => {
        const percent = /restore file .*, (\d+(?:\.\d+)?)%\)/.exec(line)?.[1]
        if (percent !== undefined) onStep?.('restore', Number(percent) / 100)
      },
    },
  )
  if (exitCode !== 0) {
    const detail = stderr.replaceAll(/\s+/g, ' ').trim() || `it ended with exit code ${exitCode}`
    throw new AuraError('pgbackrest_failed', { command: 'restore', detail })
  }
  // Without it Postgres would take the end of the backup for the end of its WAL.
  await writeServiceFile(join(place, 'recovery.signal'), '', context.user)
  return pgBackRest
}

function lockRestore(stackDirectory: string) {
  try {
    return lockDirectory(join(stackDirectory, 'point-in-time'))
  } catch (error) {
    if (!(error instanceof AuraError && error.code === 'data_directory_locked')) throw error
    throw new AuraError('restore_running', { pid: String(error.parameters.pid) })
  }
}

function placeOf(context: ServiceContext, name: string): string {
  return join(dirname(archiveFiles(context).data), name)
}

/** As the services' user, to whom the folder belongs: where a link was planted, nothing of somebody else moves. */
async function move(context: ServiceContext, from: string, to: string): Promise<void> {
  const options = { user: context.user, workingDirectory: '/', timeoutMs: removeTimeoutMs }
  await runProgram('mv', ['-T', '--', from, to], options)
}

async function remove(context: ServiceContext, path: string): Promise<void> {
  await runProgram('rm', ['-rf', '--', path], { user: context.user, workingDirectory: '/', timeoutMs: removeTimeoutMs })
}
