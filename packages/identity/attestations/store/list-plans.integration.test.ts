import type { Transaction } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listAttestations } from './list-attestations.ts'
import { insertMany } from './testing/insert-many.ts'

const rows = 20_000
let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
  await insertMany(database.sql, { count: rows })
})
afterAll(() => database?.close())

const time = (number: number) => new Date(1_000_000_000_000 + number * 1_000)
const filters = {
  recipient: `0x${'0'.repeat(38)}01`,
  attester: `0x${'0'.repeat(38)}02`,
  schema: `0x${'0'.repeat(62)}03`,
  evidence: `${'0'.repeat(62)}04`,
  from: time(1),
  to: time(15_000),
}
const names = Object.keys(filters) as (keyof typeof filters)[]
const combinations = Array.from({ length: 2 ** names.length }, (_, bits) =>
  names.filter((_name, index) => (bits >> index) & 1),
)
/** A page is 20; by three of the columns, the rows with two of them are looked at: 10 to 50 here. */
const rowsReadMax = 60

it.each(combinations.map((given) => [given.join(', ') || 'nothing', given] as const))(
  'a page by %s reads a few rows more than it has, also by a plan that was made for any values',
  async (_, given) => {
    const chosen = Object.fromEntries(given.map((name) => [name, filters[name]]))
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      for (const cursor of [{}, { after: '000000e8-d4c7-7000-8000-000000000000' }]) {
        const read = await rowsRead(mode, { filters: chosen, limit: 20, ...cursor })
        expect(read).toBeLessThanOrEqual(rowsReadMax)
      }
    }
  },
)

it('counts what a query reads that has no index', async () => {
  const read = await rowsReadBy(
    (transaction) => transaction`select from attestations where texts = 'of no attestation'`,
  )
  expect(read).toBe(rows)
})

function rowsRead(mode: string, page: Parameters<typeof listAttestations>[1]): Promise<number> {
  return rowsReadBy(async (transaction) => {
    await transaction`select set_config('plan_cache_mode', ${mode}, true)`
    await listAttestations(transaction, page)
  })
}

/** Rows of the table of attestations that are looked at, by whatever kind of scan. */
async function rowsReadBy(run: (transaction: Transaction) => PromiseLike<unknown>): Promise<number> {
  return await database.sql.begin(async (transaction) => {
    const before = await counted(transaction)
    await run(transaction)
    return (await counted(transaction)) - before
  })
}

async function counted(transaction: Transaction): Promise<number> {
  const [row] = await transaction<{ read: number }[]>`
    select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'attestations'`
  return row?.read ?? Number.NaN
}
