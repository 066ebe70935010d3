import type { Queryable } from '@aura-sign/postgres'

/** Workers unseen for so long are not asked what they can do. */
export const workerSeenMs = 60_000

const unknownKindsMax = 20

export interface ListedCounts {
  /** Jobs whose ids belong into the queue's list. */
  due: number
  /** Of those: with a priority below 0. */
  low: number
  /** Due, but of a kind that no worker knows: kept, and in no list. */
  unknown: number
  /** The same by kind, the most frequent first, `unknownKindsMax` at most. */
  unknownKinds: readonly { kind: string; count: number }[]
  failed: number
  /** Kinds that some worker knows; null when there is no worker: then every kind is listed. */
  kinds: readonly string[] | null
}

/** What the lists should hold. Reads two partial indexes. */
export async function countListed(queryable: Queryable, options: { now: Date }): Promise<ListedCounts> {
  const seenSince = new Date(options.now.getTime() - workerSeenMs)
  const rows = await queryable<{ kind: string; due: number; low: number }[]>`
    select kind, count(*)::int as due, (count(*) filter (where priority < 0))::int as low
    from jobs where state = 'queued' and run_at <= ${options.now} group by kind`
  const [rest] = await queryable<{ failed: number; kinds: string[] | null }[]>`
    select
      (select count(*)::int from jobs where state = 'failed') as failed,
      (select array_agg(distinct kind) from job_workers, unnest(kinds) as kind where seen_at >= ${seenSince}) as kinds`
  if (!rest) throw new Error('aggregate returned no row')
  const { failed, kinds } = rest
  const known = rows.filter(({ kind }) => kinds === null || kinds.includes(kind))
  const sum = (of: readonly { due: number; low: number }[], name: 'due' | 'low') =>
    of.reduce((total, row) => total + row[name], 0)
  const due = sum(known, 'due')
  const unknownKinds = rows
    .filter((row) => !known.includes(row))
    .map(({ kind, due: count }) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind))
    .slice(0, unknownKindsMax)
  return { due, low: sum(known, 'low'), unknown: sum(rows, 'due') - due, unknownKinds, failed, kinds }
}
