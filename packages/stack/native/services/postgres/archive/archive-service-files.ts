import { chown, mkdir } from 'node:fs/promises'
import type { ServiceContext, ServiceFile } from '../../../service.ts'
import { makeServiceFolder } from '../../make-service-folder.ts'
import { archiveFiles, stanza } from './archive-files.ts'
import type { ArchiveTarget } from './archive-target.ts'
import type { InstalledPgBackRest } from './find-pgbackrest.ts'
import { renderPgBackRestSettings } from './render-pgbackrest-settings.ts'
import { makeSocketDirectory } from './socket-directory.ts'

/** Makes the folders that pgBackRest works in, and the repository's where that is one. */
export async function makeArchiveFolders(context: ServiceContext, target: ArchiveTarget): Promise<void> {
  const { root, locks, logs, spool } = archiveFiles(context)
  for (const folder of [root, locks, logs, spool]) await makeServiceFolder(folder, context.user)
  await makeSocketDirectory(context)
  if (target.kind !== 'directory') return
  // Among backups that belong to whoever runs the commands, this folder is of the services' user.
  await mkdir(target.path, { recursive: true, mode: 0o700 })
  if (context.user) await chown(target.path, context.user.uid, context.user.gid)
}

/** Its settings and the superuser's password, for the services' user alone. */
export function archiveServiceFiles(context: ServiceContext, target: ArchiveTarget): readonly ServiceFile[] {
  const { settings, passwords } = archiveFiles(context)
  return [
    { path: settings, text: renderPgBackRestSettings(context, target) },
    // libpq asks for no other host: the socket is the only way that pgBackRest knows.
    { path: passwords, text: `*:*:*:postgres:${context.secrets.superuserPassword}\n` },
  ]
}

/** `archive_command`: Postgres puts the path of the segment in the place of %p, and runs the line with sh. */
export function archiveCommand(context: ServiceContext, { program }: InstalledPgBackRest): string {
  const { settings } = archiveFiles(context)
  return `${quote(program)} --config=${quote(settings)} --stanza=${stanza} archive-push "%p"`
}

/** `restore_command` of a cluster in this folder: the other way, with %f for the name of the segment. */
export function restoreCommand(
  context: ServiceContext,
  { program, dataDirectory }: { program: string; dataDirectory: string },
): string {
  const words = [`--config=${archiveFiles(context).settings}`, `--pg1-path=${dataDirectory}`, `--stanza=${stanza}`]
  return `${[program, ...words].map(quote).join(' ')} archive-get %f "%p"`
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''").replaceAll('%', '%%')}'`
}
