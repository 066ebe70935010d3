import { randomUUID } from 'node:crypto'
import { openPool } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDump } from '../load-dump.ts'
import { type IndexProgress, watchIndexBuild } from './watch-index-build.ts'

describe('watchIndexBuild', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await startTestDatabase()
  })
  afterEach(() => database.close())

  const rows = 400
  /** Its index calls a function for each row, which holds the build until the test lets go of a lock. */
  const dump = [
    'create table public.loaded (at int, embedding vector(3));',
    `insert into public.loaded select i, array[i, 1, 1]::vector from generate_series(1, ${rows}) i;`,
    'create function public.held(v vector) returns vector language plpgsql immutable as $$ begin perform pg_advisory_xact_lock_shared(42); return v; end $$;',
    'CREATE INDEX held_idx ON public.loaded USING hnsw ((public.held(embedding)::vector(3)) public.vector_l2_ops);',
  ].join('\n')
  async function* bytes() {
    yield Buffer.from(dump)
  }

  it('tells how much of the table has been read while the server builds the index, and nothing afterwards', async () => {
    const { promise: seen, resolve } = Promise.withResolvers<IndexProgress>()
    const reports: IndexProgress[] = []
    const onProgress = (progress: IndexProgress) => {
      reports.push(progress)
      resolve(progress)
    }
    const holder = await database.sql.reserve()
    await holder`select pg_advisory_lock(42)`
    const loaded = loadDump(database.sql, {
      ...{ name: 'dump', bytes: bytes() },
      watchIndex: () => watchIndexBuild({ url: database.url }, onProgress),
    })
    const { bytes: read, totalBytes } = await seen
    expect(totalBytes).toBeGreaterThanOrEqual(8192)
    expect(read).toBeLessThanOrEqual(totalBytes)
    await holder`select pg_advisory_unlock(42)`
    await loaded
    holder.release()
    const told = reports.length
    const [left] = await database.sql`
      select count(*)::int as sessions from pg_stat_activity where application_name = 'aura-restore' and datname = current_database()`
    expect(left).toEqual({ sessions: 0 })
    expect(reports).toHaveLength(told)
  })

  it('leaves a build alone where it cannot look', async () => {
    const gone = Object.assign(new URL(database.url), { pathname: '/gone' }).href
    const reports: IndexProgress[] = []
    await loadDump(database.sql, {
      ...{ name: 'dump', bytes: bytes() },
      watchIndex: () => watchIndexBuild({ url: gone }, (progress) => reports.push(progress)),
    })
    expect(reports).toEqual([])
    expect(await database.sql`select count(*)::int as rows from loaded`).toEqual([{ rows }])
  })

  it('sees the build of an account that loads in the role of another', async () => {
    const [user, other] = [new URL(database.url).username, `other_${randomUUID().slice(0, 8)}`]
    await database.superuser.unsafe(
      `create role ${other}; grant ${other} to ${user}; grant create on schema public to ${other}`,
    )
    const url = new URL(database.url)
    url.searchParams.set('role', other)
    const loader = openPool({ url: url.href, applicationName: 'test', connectionsMax: 1 })
    const { promise: seen, resolve } = Promise.withResolvers<IndexProgress>()
    const holder = await database.sql.reserve()
    await holder`select pg_advisory_lock(42)`
    const loaded = loadDump(loader, {
      ...{ name: 'dump', bytes: bytes() },
      watchIndex: () => watchIndexBuild({ url: url.href }, resolve),
    })
    await seen
    await holder`select pg_advisory_unlock(42)`
    await loaded
    holder.release()
    await loader.end({ timeout: 1 })
    await database.superuser.unsafe(`drop owned by ${other}; drop role ${other}`)
  })
})
