import type { RetentionPolicy } from './retention-policy.ts'

/** A backup as retention sees it: everything in the store that has its stem. */
export interface RetainedBackup {
  stem: string
  /** The time in its name. */
  at: Date
  state: 'complete' | 'incomplete' | 'damaged'
  verified: boolean
  sizeBytes: number
  /** When an object of it was written last. */
  touchedAt: Date
}

export interface PruneDecision {
  backup: RetainedBackup
  reason: string
}

export interface PrunePlan {
  keep: PruneDecision[]
  remove: PruneDecision[]
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** What has no manifest may still be written for so long. */
const leftoverMs = dayMs

/**
 * What retention would remove. Only verified backups count. The newest verified one stays, and so does every finished one that is newer:
 * as long as none is verified, none is removed.
 */
export function planPrune(
  backups: readonly RetainedBackup[],
  options: { policy: RetentionPolicy; now: Date },
): PrunePlan {
  const plan: PrunePlan = { keep: [], remove: [] }
  const newestFirst = backups.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const counted = countVerified(newestFirst, options.policy)
  for (const backup of newestFirst) {
    const { keep, reason } = decide(backup, { ...options, counted })
    const list = keep ? plan.keep : plan.remove
    list.push({ backup, reason })
  }
  return plan
}

interface Counted {
  newest: RetainedBackup | null
  last: ReadonlySet<RetainedBackup>
  daily: ReadonlySet<RetainedBackup>
}

function countVerified(newestFirst: readonly RetainedBackup[], policy: RetentionPolicy): Counted {
  const verified = newestFirst.filter((backup) => backup.verified)
  const newest = verified[0] ?? null
  const days = new Map<string, RetainedBackup>()
  for (const backup of verified) {
    const day = backup.at.toISOString().slice(0, 10)
    if (ageMs(backup, newest) <= policy.keepDays * dayMs && !days.has(day)) days.set(day, backup)
  }
  return { newest, last: new Set(verified.slice(0, policy.keepLast)), daily: new Set(days.values()) }
}

function decide(
  backup: RetainedBackup,
  { policy, now, counted }: { policy: RetentionPolicy; now: Date; counted: Counted },
): { keep: boolean; reason: string } {
  if (backup.state === 'incomplete') {
    const quietMs = now.getTime() - Math.max(backup.touchedAt.getTime(), backup.at.getTime())
    if (quietMs > leftoverMs) return { keep: false, reason: 'it was never finished' }
    return { keep: true, reason: 'it may still be written' }
  }
  const { newest, last, daily } = counted
  if (newest === null) return { keep: true, reason: 'no backup is verified yet' }
  if (backup === newest) return { keep: true, reason: 'it is the newest verified one' }
  if (backup.at > newest.at) return { keep: true, reason: 'it is newer than the newest verified one' }
  if (ageMs(backup, newest) <= policy.keepHours * hourMs) {
    return { keep: true, reason: `it is of the last ${policy.keepHours} hours` }
  }
  if (last.has(backup)) return { keep: true, reason: `it is one of the last ${policy.keepLast} verified ones` }
  if (daily.has(backup)) return { keep: true, reason: 'it is the newest verified one of its day' }
  if (backup.state === 'damaged') return { keep: false, reason: 'it is damaged' }
  return { keep: false, reason: backup.verified ? 'newer verified ones are enough' : 'nobody has verified it' }
}

function ageMs(backup: RetainedBackup, newest: RetainedBackup | null): number {
  return newest === null ? 0 : newest.at.getTime() - backup.at.getTime()
}
