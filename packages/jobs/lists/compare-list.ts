import type { Sql } from '@aura-sign/postgres'
import type { Redis } from 'ioredis'
import { queueList } from './listed-job.ts'
import { pushJobs } from './push-jobs.ts'
import { type ListedRow, type ReadListedOptions, readListed } from './read-listed.ts'
import { rebuildList } from './rebuild-list.ts'

/** What was due this shortly ago is being pushed by whoever queued it. */
const graceMs = 200
/** Longer lists are rebuilt: reading one whole would block Redis, and removing from one reads it whole each time. */
const comparedMax = 100_000
const changesMax = 2_000
const pushedMax = 1_000

/** Pushes the ids that a list lacks and removes those, and the second ones, that do not belong there. */
export async function compareList(
  redis: Redis,
  sql: Sql,
  { list, kinds, now }: Omit<ReadListedOptions, 'until'> & { now: Date },
): Promise<void> {
  const length = await redis.llen(list)
  if (length > comparedMax) {
    await rebuildList(redis, sql, { list, kinds, now })
    return
  }
  // The list first: an id taken from it before that is claimed by the time the rows are read, or soon.
  const listed = await redis.lrange(list, 0, -1)
  const rows = new Map<string, ListedRow>()
  for await (const page of readListed(sql, { list, kinds, until: now })) for (const row of page) rows.set(row.id, row)
  const counted = new Map<string, number>()
  for (const id of listed) counted.set(id, (counted.get(id) ?? 0) + 1)
  const extra = [...counted].map(([id, count]) => [id, rows.has(id) ? count - 1 : count] as const)
  const superfluous = extra.filter(([, count]) => count > 0)
  const missing = [...rows.values()].filter(({ id }) => !counted.has(id))
  if (superfluous.length + missing.length > changesMax) {
    await rebuildList(redis, sql, { list, kinds, now })
    return
  }
  const pipeline = redis.pipeline()
  // From the end: the first one keeps its place.
  for (const [id, count] of superfluous) pipeline.lrem(list, -count, id)
  await pipeline.exec()
  await pushMissing(redis, sql, { list, missing, graceUntil: new Date(now.getTime() - graceMs) })
}

async function pushMissing(
  redis: Redis,
  sql: Sql,
  { list, missing, graceUntil }: { list: string; missing: readonly ListedRow[]; graceUntil: Date },
): Promise<void> {
  if (missing.length === 0) return
  // Looked up again: those taken from the list a moment ago are running by now.
  const still = await sql<ListedRow[]>`
    select id, priority from jobs
    where id = any(${missing.map(({ id }) => id)}::uuid[])
      and case when ${list === queueList} then state = 'queued' and run_at <= ${graceUntil}
        else state = 'failed' and finished_at <= ${graceUntil} end
    order by priority desc, run_at, id`
  if (list === queueList) {
    for (let at = 0; at < still.length; at += pushedMax) {
      const part = still.slice(at, at + pushedMax)
      await pushJobs(
        redis,
        part.map(({ id, priority }) => ({ jobId: id, priority })),
      )
    }
  } else if (still.length > 0) await redis.rpush(list, ...still.map(({ id }) => id))
}
