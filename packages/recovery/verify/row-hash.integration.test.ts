import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { describeDatabase } from './describe-database.ts'

// Types whose binary form is their own, and types that name object ids or are no plain values.
const columns = {
  flag: ['boolean', 'true'],
  small: ['smallint', '-7'],
  big: ['bigint', '9007199254740993'],
  real: ['real', "'NaN'"],
  double: ['double precision', '0.1'],
  amount: ['numeric(40,10)', '12345678901234567890.0123456789'],
  word: ['varchar(20)', "'naïve'"],
  padded: ['char(6)', "'ab'"],
  bytes: ['bytea', "'\\x00ff'"],
  key: ['uuid', "'00000000-0000-4000-8000-000000000001'"],
  at: ['timestamptz', "'2026-11-23 10:00:00.123456+02'"],
  day: ['date', "'infinity'"],
  span: ['interval', "'1 mon 2 days 03:04:05.6'"],
  address: ['inet', "'2001:db8::1/64'"],
  document: ['jsonb', `'{"b": [1, 2.50, null], "a": "x"}'`],
  raw: ['json', `'{"b":1,  "a":2}'`],
  tags: ['text[]', `'{a,NULL,""}'`],
  grid: ['integer[]', "'{{1,2},{3,4}}'"],
  times: ['tstzrange', "'[2026-01-01,2026-02-01)'"],
  relation: ['regclass', "'public.users'"],
  vector: ['vector(3)', "'[1,-2.5,0.1]'"],
  half: ['halfvec(3)', "'[1,-2.5,0.1]'"],
  vectors: ['vector[]', `'{"[1,2]","[3,4]"}'`],
  mood: ['mood', "'calm'"],
  moods: ['mood[]', "'{calm,NULL}'"],
  positive: ['positive', '5'],
  pair: ['pair', "'(1,x)'"],
} as const

describe('the fingerprint of a table', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await startTestDatabase()
    await database.sql.unsafe(`
      create type mood as enum ('calm', 'cross'); create domain positive as integer check (value > 0);
      create type pair as (one integer, other text)`)
  })
  afterEach(() => database.sql`drop table if exists kept`)
  afterAll(() => database.close())

  const names = Object.keys(columns) as (keyof typeof columns)[]
  const create = (order = names) =>
    database.sql.unsafe(`create table kept (${order.map((name) => `"${name}" ${columns[name][0]}`).join(', ')})`)
  const insert = (order = names) =>
    database.sql.unsafe(
      `insert into kept (${order.map((name) => `"${name}"`).join(', ')})
       values (${order.map((name) => `${columns[name][1]}::${columns[name][0]}`).join(', ')})`,
    )
  const fingerprint = async () => {
    const { tables } = await describeDatabase((text) => database.sql.unsafe(text))
    return tables.kept?.fingerprint
  }

  it('is this one on every Postgres, whatever object ids the types have there', async () => {
    await create()
    await insert()
    expect(await fingerprint()).toBe('-5899986038905158078')
  })

  it('is the same whatever the order of the columns', async () => {
    await create()
    await insert()
    const before = await fingerprint()
    await database.sql`drop table kept`
    await create(names.toReversed())
    await insert()
    expect(await fingerprint()).toBe(before)
  })

  it.each(names)('is another when %s is null', async (name) => {
    await create()
    await insert()
    const before = await fingerprint()
    await database.sql.unsafe(`update kept set "${name}" = null`)
    expect(await fingerprint()).not.toBe(before)
  })

  it.each([
    ['a null and an empty text', 'word = null', "word = ''"],
    ['a value and the same one in the next column', "word = 'x', padded = null", "word = null, padded = 'x'"],
    ['vectors that differ in the last bit', "vector = '[1,1,0.1]'", "vector = '[1,1,0.10000001]'"],
    ['a null and an empty list', 'tags = null', "tags = '{}'"],
    ['microseconds', "at = '2026-11-23 10:00:00.000001Z'", "at = '2026-11-23 10:00:00.000002Z'"],
    ['numbers of another scale', 'amount = 1', 'amount = 1.0000000001'],
  ])('tells %s apart', async (_what, one, other) => {
    await create()
    await insert()
    await database.sql.unsafe(`update kept set ${one}`)
    const before = await fingerprint()
    await database.sql.unsafe(`update kept set ${other}`)
    expect(await fingerprint()).not.toBe(before)
  })

  it('counts a row that is there twice twice', async () => {
    await create()
    await insert()
    const once = await fingerprint()
    await insert()
    expect(await fingerprint()).toBe(String(2n * BigInt(once ?? 0)))
  })

  it('is 0 for a table without rows, and is taken of one without columns', async () => {
    await create()
    expect(await fingerprint()).toBe('0')
    await database.sql`drop table kept`
    await database.sql`create table kept ()`
    await database.sql`insert into kept default values`
    expect(await fingerprint()).toMatch(/^-?[1-9]\d+$/)
  })
})
