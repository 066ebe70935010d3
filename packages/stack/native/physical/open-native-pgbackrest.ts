import { AuraError } from '@aura-sign/core'
import { makeServiceDirectory } from '../directory/make-stack-directory.ts'
import { markerOf, markerVariable } from '../process/process-marker.ts'
import type { ServiceContext } from '../service.ts'
import { archiveFiles } from '../services/postgres/archive/archive-files.ts'
import { archiveServiceFiles, makeArchiveFolders } from '../services/postgres/archive/archive-service-files.ts'
import { type ArchiveOptions, planArchive } from '../services/postgres/archive/plan-archive.ts'
import { writeServiceFile } from '../services/write-service-file.ts'
import { openPgBackRestProgram, type PgBackRestPlace, type PgBackRestProgram } from './open-pgbackrest-program.ts'

export interface NativePgBackRest extends PgBackRestProgram {
  /** How Postgres calls it during a recovery. */
  readonly program: string
  readonly settingsFile: string
}

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
  const place = placeOf(context, plan.pgBackRest.program)
  const environment = { [markerVariable]: markerOf(context.stackDirectory, 'pgbackrest-command') }
  return {
    program: place.program,
    settingsFile: place.settings,
    ...openPgBackRestProgram({ ...place, environment }),
  }
}

/** Where pgBackRest of a native stack is that archives its WAL; null where it archives none. */
export async function findNativePgBackRest(
  context: ServiceContext,
  archive: ArchiveOptions,
): Promise<PgBackRestPlace | null> {
  if (!context.services.has('pgbackrest')) return null
  const plan = await planArchive(context, archive)
  return plan.state === 'off' ? null : placeOf(context, plan.pgBackRest.program)
}

function placeOf(context: ServiceContext, program: string) {
  const { settings, passwords } = archiveFiles(context)
  return { program, settings, passwords, user: context.user }
}
