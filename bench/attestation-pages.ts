import { insertMany } from '../packages/identity/attestations/store/testing/insert-many.ts'
import { type AttestationFilters, decodeCursor, listAttestations } from '../packages/identity/index.ts'
import { migrate, openPool, type Sql } from '../packages/postgres/index.ts'
import { printCeilings } from './harness/print-ceilings.ts'
import { openPostgres } from './testing/open-postgres.ts'

// Pages of attestations, on Postgres: 500,000 kept ones against 10,000. Run: node bench/attestation-pages.ts [<count>]

const few = 10_000
const many = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 500_000)
const pageSize = 20
const rounds = 40
const warmUps = 5
/** Of every combination of filters, also the page that begins this far from the newest. */
const deepPages = 5

const hex = (digits: number, value: number) => value.toString(16).padStart(digits, '0')
const recipient = `0x${hex(40, 7)}`
const attester = `0x${hex(40, 11)}`
const schema = `0x${hex(64, 3)}`
const evidence = hex(64, 42)
const time = (number: number) => new Date(1_000_000_000_000 + number * 1_000)
const kinds: Record<string, AttestationFilters> = {
  'no filter': {},
  recipient: { recipient },
  attester: { attester },
  schema: { schema },
  evidence: { evidence },
  'recipient, attester': { recipient, attester },
  'recipient, schema': { recipient, schema },
  'attester, schema': { attester, schema },
  'recipient, attester, schema': { recipient, attester, schema },
  'evidence, schema': { evidence, schema },
  'time, the oldest thousand': { from: time(0), to: time(1_000) },
  'recipient, time, the oldest thousand': { recipient, from: time(0), to: time(1_000) },
}

await using postgres = await openPostgres()
await using small = await filled(postgres.url, { name: 'few', count: few })
await using large = await filled(postgres.url, { name: 'many', count: many })
const ceilings = []
for (const [kind, filters] of Object.entries(kinds)) {
  for (const pagesBefore of [0, deepPages]) {
    const ratio = await compare(small.sql, large.sql, { filters, pagesBefore })
    const page = pagesBefore === 0 ? 'first page' : `page ${pagesBefore + 1}`
    const both = `${ratio.smallMs.toFixed(2)} → ${ratio.largeMs.toFixed(2)} ms`
    ceilings.push({ name: `${kind}, ${page} (${both})`, unit: '×', max: 3, values: [ratio.largeMs / ratio.smallMs] })
  }
}
printCeilings({ name: `Pages of ${pageSize} attestations: ${few} kept → ${many} kept`, ceilings })

async function filled(adminUrl: string, { name, count }: { name: string; count: number }) {
  const admin = openPool({ url: adminUrl, applicationName: 'bench', connectionsMax: 1 })
  await admin`create database ${admin(name)}`
  await admin.end({ timeout: 1 })
  const { href: url } = Object.assign(new URL(adminUrl), { pathname: `/${name}` })
  const sql = openPool({ url, applicationName: 'bench' })
  await migrate(sql, { url })
  await insertMany(sql, { count })
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) }
}

/** Medians; the two take turns, so that a slow moment of the machine meets both. */
async function compare(small: Sql, large: Sql, options: { filters: AttestationFilters; pagesBefore: number }) {
  const [inSmall, inLarge] = [await pageReader(small, options), await pageReader(large, options)]
  const [smallMs, largeMs]: [number[], number[]] = [[], []]
  for (let round = -warmUps; round < rounds; round += 1) {
    const times = [await timedMs(inSmall), await timedMs(inLarge)] as const
    if (round < 0) continue
    smallMs.push(times[0])
    largeMs.push(times[1])
  }
  return { smallMs: median(smallMs), largeMs: median(largeMs) }
}

async function pageReader(sql: Sql, { filters, pagesBefore }: { filters: AttestationFilters; pagesBefore: number }) {
  let after: { after?: string } = {}
  for (let page = 0; page < pagesBefore; page += 1) {
    const { nextCursor } = await listAttestations(sql, { filters, limit: pageSize, ...after })
    const id = nextCursor === null ? null : decodeCursor(nextCursor)
    // Where there are fewer pages, the last.
    if (id === null) break
    after = { after: id }
  }
  return () => listAttestations(sql, { filters, limit: pageSize, ...after })
}

async function timedMs(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await run()
  return performance.now() - startedMs
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
