import { AuraError, exitCodes } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { verdictNameOf } from '../backup/backup-name.ts'
import { listBackupObjects } from '../backup/list-backup-objects.ts'
import { walkBackups } from '../backup/list-backups.ts'
import type { Manifest } from '../backup/manifest.ts'
import { readManifest } from '../backup/read-manifest.ts'
import { readVerdictOf } from '../backup/read-verdict.ts'
import type { Verdict } from '../backup/verdict.ts'
import { readScheduleStatus, type ScheduleStatus } from './schedule-status.ts'

/** What is really in the backup store, as far as the schedule is concerned. */
export interface ScheduleFacts {
  /** The newest one of any state. */
  newest: { name: string; at: Date; state: string; problem: string | null } | null
  /** The newest complete one. */
  newestComplete: Manifest | null
  /** The newest one that a verification found whole, and that is there as it was then. */
  newestVerified: Verdict | null
  /** What became of the newest one that was verified at all. */
  newestVerdict: Verdict | null
  status: ScheduleStatus | null
}

/** Bounds on what is looked at for the newest one that is good; more bad ones in a row count as none. */
const entriesMax = 100
const verdictsMax = 20

/** Reads little, because it is read every few seconds: one listing, and the newest manifests and verdicts. */
export async function readScheduleFacts(store: ObjectStore): Promise<ScheduleFacts> {
  const [backups, verdicts, status] = await Promise.all([
    readNewestBackups(store),
    readNewestVerdicts(store),
    readScheduleStatus(store),
  ])
  return { ...backups, ...verdicts, status }
}

async function readNewestBackups(store: ObjectStore): Promise<Pick<ScheduleFacts, 'newest' | 'newestComplete'>> {
  let newest: ScheduleFacts['newest'] = null
  let looked = 0
  for await (const entry of walkBackups(store)) {
    const { name, at, state } = entry
    newest ??= { name, at, state, problem: entry.state === 'complete' ? null : entry.problem }
    if (entry.state === 'complete') return { newest, newestComplete: entry.manifest }
    looked += 1
    if (looked >= entriesMax) break
  }
  return { newest, newestComplete: null }
}

async function readNewestVerdicts(
  store: ObjectStore,
): Promise<Pick<ScheduleFacts, 'newestVerified' | 'newestVerdict'>> {
  const judged = (await listBackupObjects(store)).filter(({ stem, keys }) => keys.includes(verdictNameOf(stem)))
  let newestVerdict: Verdict | null = null
  for (const { stem } of judged.slice(0, verdictsMax)) {
    const verdict = await readVerdictOf(store, stem)
    newestVerdict ??= verdict
    if (!verdict?.ok) continue
    const manifest = await readManifestIfGood(store, verdict.backup)
    // What was verified may be another file than the one that is there now.
    const isSame = manifest?.name === verdict.backup && manifest.file.sha256 === verdict.sha256
    if (isSame) return { newestVerified: verdict, newestVerdict }
  }
  return { newestVerified: null, newestVerdict }
}

async function readManifestIfGood(store: ObjectStore, name: string): Promise<Manifest | null> {
  try {
    const manifest = await readManifest(store, name)
    const data = await store.head(name)
    return data?.sizeBytes === manifest.file.sizeBytes ? manifest : null
  } catch (error) {
    if (error instanceof AuraError && error.exitCode === exitCodes.corrupt) return null
    if (error instanceof AuraError && error.code === 'backup_missing') return null
    throw error
  }
}
