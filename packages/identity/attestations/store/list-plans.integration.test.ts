import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attestationsQuery } from './list-attestations.ts'
import { insertMany } from './testing/insert-many.ts'

const rows = 20_000
let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
  await insertMany(database.sql, { count: rows })
})
afterAll(() => database?.close())

const filters = {
  recipient: `0x${'0'.repeat(38)}01`,
  attester: `0x${'0'.repeat(38)}02`,
  schema: `0x${'0'.repeat(62)}03`,
  evidence: `${'0'.repeat(62)}04`,
  from: new Date(1_000_000_000_000 + 1_000),
  to: new Date(1_000_000_000_000 + 1_000_000),
}
const names = Object.keys(filters) as (keyof typeof filters)[]
const combinations = Array.from({ length: 2 ** names.length }, (_, bits) =>
  names.filter((_name, index) => (bits >> index) & 1),
)

it.each(combinations.map((given) => [given.join(', ') || 'nothing', given] as const))(
  'a page by %s is read from an index, whose other rows are not looked at',
  async (_, given) => {
    const chosen = Object.fromEntries(given.map((name) => [name, filters[name]]))
    for (const cursor of [{}, { after: '000000e8-d4b6-7000-8000-000000000000' }]) {
      const query = attestationsQuery(database.sql, { filters: chosen, limit: 21, ...cursor })
      const [row] = await database.sql<{ 'QUERY PLAN': unknown }[]>`explain (analyze, format json) ${query}`
      const scans = [...scansIn(row?.['QUERY PLAN'])]
      expect(scans.length).toBeGreaterThan(0)
      for (const { type, rows } of scans) {
        expect(type).not.toBe('Seq Scan')
        expect(rows).toBeLessThanOrEqual(rowsReadMax)
      }
    }
  },
)

/** A page is 21; by three of the columns the rows with two of them are looked at, some 10 to 50 here. */
const rowsReadMax = 60

/** Every scan in a plan, with the rows that it looked at, kept or not. */
function* scansIn(plan: unknown): Generator<{ type: string; rows: number }> {
  if (typeof plan !== 'object' || plan === null) return
  const node = plan as Record<string, unknown>
  const type = String(node['Node Type'] ?? '')
  if (type.endsWith('Scan')) {
    const counts = ['Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Index Recheck']
    const each = counts.reduce((sum, name) => sum + Number(node[name] ?? 0), 0)
    yield { type, rows: each * Number(node['Actual Loops'] ?? 1) }
  }
  for (const part of Object.values(plan)) yield* scansIn(part)
}
