import { lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AuraError, sha256Hex } from '@aura-sign/core'
import type { ServiceContext } from '../../../service.ts'
import { makeServiceFolder } from '../../make-service-folder.ts'
import { archiveFiles } from './archive-files.ts'

// sun_path of sockaddr_un has 108 bytes with its end on Linux, 104 on macOS.
const socketBytesMax = 103
const longestName = '/.s.PGSQL.65535'
const forOthers = 0o077

/**
 * Where the socket is that pgBackRest reaches the cluster through, for it knows no TCP: in the stack's directory, or below /tmp
 * where that path is too long for a socket.
 */
export function socketDirectoryOf(context: Pick<ServiceContext, 'stackDirectory'>): string {
  const near = join(archiveFiles(context).root, 'socket')
  const fits = Buffer.byteLength(near + longestName) <= socketBytesMax
  return fits ? near : `/tmp/aura-sign-${sha256Hex(context.stackDirectory).slice(0, 16)}`
}

/**
 * Makes it for the services' user alone. In /tmp anybody can have made one before: what belongs to somebody else, lets others in, or
 * is a link, is refused with `service_setup_failed`.
 */
export async function makeSocketDirectory(context: ServiceContext): Promise<void> {
  const path = socketDirectoryOf(context)
  await makeServiceFolder(path, context.user)
  const found = lstatSync(path)
  const owner = context.user?.uid ?? process.getuid?.()
  if (found.isDirectory() && found.uid === owner && (found.mode & forOthers) === 0) return
  const detail = `${path} is not a folder of the services' user alone; remove it`
  throw new AuraError('service_setup_failed', { service: 'postgres', detail, directory: path })
}

/** Removes the one that is outside of the stack's directory. */
export function removeSocketDirectory(stackDirectory: string): void {
  const path = socketDirectoryOf({ stackDirectory })
  if (!path.startsWith(stackDirectory)) rmSync(path, { recursive: true, force: true })
}
