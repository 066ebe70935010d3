import type { Sql } from '@aura-sign/postgres'
import type { Redis } from 'ioredis'
import { lastMarks, queueList } from './listed-job.ts'
import { type ReadListedOptions, readListed } from './read-listed.ts'

const pushedMax = 1_000
/** What a rebuild that was cut short leaves behind goes by itself. */
const buildSeconds = 60

/** Writes a list anew from the rows, beside the old one, and puts it in its place; returns its length. */
export async function rebuildList(
  redis: Redis,
  sql: Sql,
  { list, kinds, now }: Omit<ReadListedOptions, 'until'> & { now: Date },
): Promise<number> {
  const building = `${list}:building`
  await redis.del(building)
  let count = 0
  let front: string | undefined
  let normal: string | undefined
  for await (const rows of readListed(sql, { list, kinds, until: now })) {
    for (let at = 0; at < rows.length; at += pushedMax) {
      await redis.rpush(building, ...rows.slice(at, at + pushedMax).map(({ id }) => id))
    }
    await redis.expire(building, buildSeconds)
    count += rows.length
    front = rows.findLast(({ priority }) => priority > 0)?.id ?? front
    normal = rows.findLast(({ priority }) => priority === 0)?.id ?? normal
  }
  // An id that was pushed onto the old list meanwhile is missing now, and comes back with the next comparison.
  const replacing = redis.multi()
  if (count === 0) replacing.del(list)
  else replacing.rename(building, list).persist(list)
  if (list === queueList) {
    replacing.del(lastMarks)
    const last = { ...(front !== undefined && { front }), ...(normal !== undefined && { normal }) }
    if (Object.keys(last).length > 0) replacing.hset(lastMarks, last)
  }
  await replacing.exec()
  return count
}
