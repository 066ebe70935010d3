import type { Clock } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { readManifest } from '../../backup/read-manifest.ts'
import { recordRecovery } from '../../journal/recovery-journal.ts'
import { version } from '../../version.ts'
import type { RestoreResult } from '../restore-result.ts'
import { findUnfinishedPromotion, finishPromotion } from './finish-promotion.ts'
import type { ServerSession } from './server-session.ts'

export interface FinishOptions {
  /** Where the backups are. */
  store: ObjectStore
  journal: { store: ObjectStore; who: string }
  clock: Clock
  /** What this run is to restore, and whether somebody has named it: the newest may be another than that of the earlier run. */
  asked: { backup: string; isByName: boolean }
}

/**
 * Writes down a promotion whose run was killed right after it, and returns what it did; null when there is none, or when another backup was
 * asked for by name. Without a name the newest was wanted, and when that run began it was the newest.
 */
export async function finishEarlier(session: ServerSession, options: FinishOptions): Promise<RestoreResult | null> {
  const earlier = await findUnfinishedPromotion(session)
  if (earlier === null) return null
  const { store, asked, clock } = options
  const { backup, sha256, previous } = earlier
  // It may be gone by now; what it is in use for is not undone by that.
  const snapshotAt = await readManifest(store, backup).then(
    (manifest) => manifest.snapshotAt,
    () => 'unknown',
  )
  const journal = await recordRecovery(options.journal.store, {
    ...{ format: 1, at: clock.now().toISOString(), who: options.journal.who, version, action: 'promote' },
    ...{ backup, sha256, snapshotAt, previous, result: 'promoted', error: null, durationMs: 0 },
    target: {
      ...{ location: session.location, systemIdentifier: session.facts.systemIdentifier, database: session.database },
    },
  })
  await finishPromotion(session)
  if (asked.isByName && asked.backup !== backup) return null
  return {
    ...{ backup, snapshotAt, database: session.database, promoted: true, previous, journal },
    ...{ checks: [], trust: null, roles: null, durationMs: 0 },
  }
}
