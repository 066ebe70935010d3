import { loadavg } from 'node:os'
import { migrate, openPool } from '../packages/postgres/index.ts'
import type { Measurement } from './harness/measure-rounds.ts'
import { printReport, ratioTo } from './harness/print-report.ts'
import { driveRequests, requestBytes } from './similarity/drive-requests.ts'
import { attesters, fillIdentities, prepareQueries } from './similarity/fill-identities.ts'
import { measureRecall } from './similarity/measure-recall.ts'
import { openSearchSite, type SearchSite } from './similarity/open-search-site.ts'
import { runPgbench } from './similarity/run-pgbench.ts'
import { openPostgres } from './testing/open-postgres.ts'

// Searches through HTTP against pgbench on the same Postgres, and how they grow. Run: node bench/similarity.ts [--json] [--quick]

const quick = process.argv.includes('--quick')
/** The one at which the target holds is measured in rounds. */
const comparedAt = quick ? 10_000 : 100_000
const growth = quick ? [10_000] : [10_000, 50_000, 100_000, 200_000]
const rounds = quick ? 2 : 5
const roundSeconds = quick ? 4 : 8
const recallQueries = quick ? 50 : 200
/** Both sides have as many searches under way: as many as the site has connections. */
const callers = 10
/** What the site asks of the index for ten results; the other side gets the same. */
const efSearch = 100
const recallMin = 0.95

await using postgres = await openPostgres()
const sql = openPool({ url: postgres.url, applicationName: 'bench', connectionsMax: 2 })
await migrate(sql, { url: postgres.url })
const [version] = await sql`select current_setting('server_version_num')::int / 10000 as major`
const { texts, vectors } = await prepareQueries(sql)
await using site = await openSearchSite(postgres.url)
const note = (line: string) => process.stderr.write(`${line}\n`)

const kinds: Record<string, (number: number) => object> = {
  'HTTP, by vector': (number) => ({ embedding: vectors[number] }),
  'HTTP, by text': (number) => ({ text: texts[number] }),
  'HTTP, by address': (number) => ({ address: addresses[number] }),
}
for (const [name, attestedBy] of Object.entries(attesters)) {
  kinds[`HTTP, by vector, ${name}`] = (number) => ({ embedding: vectors[number], filter: { attestedBy } })
}
let addresses: string[] = []
const targets = []
let compared: Measurement[] = []
for (const count of growth) {
  const { indexSeconds } = await fillIdentities(sql, count)
  addresses = (await sql<{ address: string }[]>`select address from wallets order by account limit 1000`).map(
    (row) => row.address,
  )
  const [size] = await sql`select pg_relation_size('embeddings_embedding_idx') / 1048576 as mib`
  const recall = await recallOf({})
  const measured = await compare(count === comparedAt ? rounds : 1)
  note(
    `${count} vectors, load ${(loadavg()[0] ?? 0).toFixed(1)}: index ${size?.mib} MiB in ${indexSeconds.toFixed(0)} s, ${recall.line}`,
  )
  for (const { name, perSecond } of measured) note(`  ${name}: ${perSecond.toFixed(0)} a second`)
  if (count !== comparedAt) continue
  compared = measured
  targets.push({ name: 'recall@10', ratioMin: recallMin, ratio: recall.recall, unit: '' })
  for (const [name, attester] of Object.entries(attesters)) {
    const filtered = await recallOf({ attester })
    note(`  for ${name}: ${filtered.line}`)
    targets.push({ name: `recall@10, ${name}`, ratioMin: recallMin, ratio: filtered.recall, unit: '' })
    targets.push({ name: `rows, ${name}`, ratioMin: 10, ratio: filtered.rowsMin, unit: '' })
  }
}
const section = { title: `searches for 10 of ${comparedAt}, ${callers} callers`, measurements: compared }
printReport({
  name: 'Similarity through HTTP, against pgbench -M prepared on the same Postgres',
  sections: [section],
  targets: [{ name: 'HTTP by vector, to pgbench', ratioMin: 0.6, ratio: ratioTo(section, 'pgbench') }, ...targets],
})
await sql.end({ timeout: 1 })

async function recallOf(options: { attester?: string }) {
  const measured = await measureRecall({ sql, site }, { vectors: vectors.slice(0, recallQueries), ...options })
  const { recall, rowsMin, indexes } = measured
  return { ...measured, line: `recall@10 ${recall.toFixed(4)}, at least ${rowsMin} rows, by ${indexes.join(', ')}` }
}

/** Medians; the sides take turns, so that a slow moment of the machine meets all of them. */
async function compare(roundCount: number): Promise<Measurement[]> {
  const sides: [string, () => Promise<number>][] = Object.entries(kinds).map(([name, bodyOf]) => [
    name,
    () =>
      driveRequests(site.origin, {
        requests: requestsOf(site, bodyOf),
        connections: callers,
        durationMs: roundSeconds * 1_000,
      }),
  ])
  sides.push([
    'pgbench',
    () =>
      runPgbench(postgres.url, {
        major: Number(version?.major),
        clients: callers,
        durationSeconds: roundSeconds,
        efSearch,
      }),
  ])
  const rates = sides.map((): number[] => [])
  // The first of each only warms up.
  for (let round = -1; round < roundCount; round += 1) {
    for (const [at, [, run]] of sides.entries()) {
      const rate = await run()
      if (round >= 0) rates[at]?.push(rate)
    }
  }
  return sides.map(([name], at) => {
    const sorted = (rates[at] ?? []).toSorted((left, right) => left - right)
    const perSecond = sorted[sorted.length >> 1] ?? Number.NaN
    return { name, perSecond, slowest: sorted[0] ?? 0, fastest: sorted.at(-1) ?? 0 }
  })
}

function requestsOf(to: SearchSite, bodyOf: (number: number) => object): Buffer[] {
  const { origin, cookie } = to
  return vectors.map((_, number) =>
    requestBytes({ path: '/api/similarity', cookie, origin, body: { ...bodyOf(number), k: 10 } }),
  )
}
