import { systemClock } from '@aura-sign/core'
import { findBackups } from '../backup/find-backups.ts'
import { findOwnDatabase } from '../backup/find-own-database.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { noteOtherDatabase } from '../backup/note-other-database.ts'
import type { CommandContext } from '../config.ts'

/** A backup that is younger counts as made before the rebuild. */
const freshMs = 60 * 60_000

/** Names a complete backup of the last hour, and makes one where there is none. Throws what making one throws. */
export async function ensureBackup(context: CommandContext): Promise<{ name: string; made: boolean }> {
  const own = await findOwnDatabase(context)
  if (own === null) await noteOtherDatabase(context)
  const now = systemClock.now().getTime()
  const backups = await findBackups(context)
  const fresh = backups.find(({ state, at, engine }) => {
    return state === 'complete' && engine === 'logical' && now - Date.parse(at) < freshMs
  })
  if (fresh) return { name: fresh.name, made: false }
  const { name } = await makeBackup(context, { own, asked: {}, onProgress: () => undefined })
  return { name, made: true }
}
