import { statfs } from 'node:fs/promises'
import { AuraError } from '@aura-sign/core'
import type { Manifest } from '../../backup/manifest.ts'
import type { ServerSession } from './server-session.ts'

// Of 100,000 vectors as text of 490 MB, table, index and WAL took 1.4 times as much while they were loaded.
const spacePerTextByte = 1.5

/** Throws unless the server can take the backup, as far as that can be known before anything is made. */
export async function assertServerFits(
  session: ServerSession,
  { manifest, spacePath }: { manifest: Manifest; spacePath: string | null },
): Promise<void> {
  const { facts } = session
  if (facts.isStandby) throw new AuraError('restore_server_read_only')
  if (!facts.mayCreateDatabases) {
    throw new AuraError('restore_right_missing', { user: facts.user, right: 'create databases' })
  }
  for (const [extension, wanted] of Object.entries(manifest.database.extensions)) {
    await assertExtension(session, { extension, wanted })
  }
  if (spacePath !== null) await assertSpace({ manifest, spacePath })
}

async function assertExtension({ sql }: ServerSession, { extension, wanted }: { extension: string; wanted: string }) {
  const [found] = await sql<{ version: string }[]>`
    select default_version as version from pg_available_extensions where name = ${extension}`
  if (found && compareVersions(found.version, wanted) >= 0) return
  const has = found ? `it has ${found.version}` : 'it has none'
  throw new AuraError('restore_extension_missing', { extension, wanted, found: has })
}

async function assertSpace({ manifest, spacePath }: { manifest: Manifest; spacePath: string }): Promise<void> {
  const needed = manifest.file.uncompressedBytes * spacePerTextByte
  const { bavail, bsize } = await statfs(spacePath)
  const free = bavail * bsize
  if (free >= needed) return
  throw new AuraError('restore_space_missing', { needed: inMib(needed), free: inMib(free), path: spacePath })
}

function inMib(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`
}

/** Below zero when the first is the older one; parts that are no numbers count as none. */
function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0))
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
