import type { Sql } from '@aura-sign/postgres'
import type { Redis } from 'ioredis'
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
  for await (const rows of readListed(sql, { list, kinds, until: now })) {
    for (let at = 0; at < rows.length; at += pushedMax) {
      await redis.rpush(building, ...rows.slice(at, at + pushedMax).map(({ id }) => id))
    }
    await redis.expire(building, buildSeconds)
    count += rows.length
  }
  // An id that was pushed onto the old list meanwhile is missing now, and comes back with the next comparison.
  if (count === 0) await redis.del(list)
  else await redis.multi().rename(building, list).persist(list).exec()
  return count
}
