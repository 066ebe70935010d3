import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueryOutcome } from './observe-queries.ts'
import { openPool, type Sql } from './open-pool.ts'

let database: TestDatabase
let sql: Sql
let started = 0
let ended: { outcome: QueryOutcome; durationMs: number }[] = []
const observer = {
  onStart: () => {
    started += 1
  },
  onEnd: (query: { outcome: QueryOutcome; durationMs: number }) => {
    ended.push(query)
  },
}
const outcomes = () => ended.map(({ outcome }) => outcome)

beforeAll(async () => {
  database = await startTestDatabase()
  await database.sql`create table ledger (line text not null)`
  sql = openPool({ url: database.url, applicationName: 'observed', connectionsMax: 1, observer })
})
afterAll(async () => {
  await sql.end({ timeout: 1 })
  await database.close()
})
beforeEach(async () => {
  await database.sql`truncate ledger`
  started = 0
  ended = []
})

describe('an observed pool', () => {
  it('counts a query once, fragments and helpers not at all, and answers as before', async () => {
    const [row] = await sql`select ${1}::int as n, ${sql`2 + 2`} as m, ${sql('oid')} from pg_class limit 1`
    expect(row).toMatchObject({ n: 1, m: 4 })
    await sql`insert into ledger ${sql([{ line: 'a' }, { line: 'b' }])}`
    expect((await sql.unsafe('select line from ledger order by line')).map(({ line }) => line)).toEqual(['a', 'b'])
    expect([started, outcomes()]).toEqual([3, ['ok', 'ok', 'ok']])
  })

  it('leaves queries lazy: one that nobody awaits is not sent', async () => {
    const never = sql`insert into ledger values ('never')`
    await sql`select 1`
    expect([started, await database.sql`select 1 from ledger`]).toEqual([1, expect.objectContaining({ length: 0 })])
    expect(never).toBeInstanceOf(Promise)
  })

  it('measures the wait for a connection too', async () => {
    const slow = sql`select pg_sleep(0.2)`.execute()
    await Promise.all([slow, sql`select 1`])
    const [first, second] = ended
    expect(second?.durationMs).toBeGreaterThan(150)
    expect(first?.durationMs).toBeGreaterThan(150)
  })

  it('counts the begin, the statements and the commit of a transaction', async () => {
    const count = await sql.begin(async (transaction) => {
      await transaction`insert into ledger values ('a')`
      await transaction.savepoint((savepoint) => savepoint`insert into ledger values ('b')`)
      return (await transaction`select 1 from ledger`).count
    })
    expect([count, outcomes()]).toEqual([2, ['ok', 'ok', 'ok', 'ok', 'ok']])
    ended = []
    const both = await sql.begin((transaction) => [transaction`select 1 as n`, transaction`select 2 as n`])
    expect([both.map(([row]) => row?.n), outcomes()]).toEqual([
      [1, 2],
      ['ok', 'ok', 'ok', 'ok'],
    ])
  })

  it('rolls back as before, and counts only what the database refused as its error', async () => {
    const taken = sql.begin(async (transaction) => {
      await transaction`insert into ledger values ('a')`
      throw new Error('taken back')
    })
    await expect(taken).rejects.toThrow('taken back')
    expect([await database.sql`select 1 from ledger`, outcomes()]).toEqual([
      expect.objectContaining({ length: 0 }),
      ['ok', 'ok'],
    ])
    ended = []
    await expect(sql.begin((transaction) => transaction`select 1 / 0`)).rejects.toMatchObject({ code: '22012' })
    expect(outcomes()).toEqual(['ok', 'error'])
  })

  it('counts a commit that the database refuses', async () => {
    await sql`create table parents (id int primary key)`
    await sql`create table children (parent int references parents deferrable initially deferred)`
    ended = []
    const transaction = sql.begin((transaction) => transaction`insert into children values (1)`)
    await expect(transaction).rejects.toMatchObject({ code: '23503' })
    expect(outcomes()).toEqual(['ok', 'ok', 'error'])
  })

  it('observes reserved connections, and passes cursors through', async () => {
    const reserved = await sql.reserve()
    await reserved`select 1`
    reserved.release()
    expect(outcomes()).toEqual(['ok', 'ok'])
    const seen: number[] = []
    for await (const [row] of sql`select n from generate_series(1, 3) n`.cursor(1)) seen.push(row?.n)
    expect([seen, started]).toEqual([[1, 2, 3], 2])
  })

  it('tells a database that is away from one that refuses, and leaves nothing in flight', async () => {
    await using lost = openLost()
    await expect(lost.sql`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(lost.sql.begin((transaction) => transaction`select 1`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(sql`select nothing`).rejects.toMatchObject({ code: '42703' })
    expect([started, outcomes()]).toEqual([3, ['lost', 'lost', 'error']])
  })
})

function openLost() {
  // A port of the unassigned low ones: nothing listens there.
  const sql = openPool({ url: 'postgresql://x:x@127.0.0.1:1/x', applicationName: 'lost', observer })
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 0 }) }
}
