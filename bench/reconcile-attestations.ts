import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalKey, packKey } from '../packages/identity/attestations/journal/journal-keys.ts'
import { type AttestationRecord, journalLine } from '../packages/identity/attestations/journal/journal-record.ts'
import { timeOrderedId } from '../packages/identity/attestations/store/time-ordered-id.ts'
import { defineSchema, encodeSchemaData, reconcileAttestations } from '../packages/identity/index.ts'
import { type ObjectStore, openFilesystemStore } from '../packages/object-store/index.ts'
import { migrate, openPool } from '../packages/postgres/index.ts'
import { signMany } from './attestations/sign-many.ts'
import { samplesOffchain, samplesSchema } from './harness/attestation-samples.ts'
import type { Measurement } from './harness/measure-rounds.ts'
import { printReport } from './harness/print-report.ts'
import { openPostgres } from './testing/open-postgres.ts'

// Attestations that `./aura reconcile attestations` brings back from their copies, and compares with their rows, on Postgres and on
// the file system store; against the EAS SDK, which verifies the same objects and does nothing else.
// Run: node bench/reconcile-attestations.ts [<count>] [--json]

const count = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 20_000)
const rounds = 5
const packRecords = 500
/** What the SDK verifies in a round: enough to say how fast it is. */
const peerCount = 400

const now = new Date()
const defined = defineSchema(samplesSchema)
if (!defined.ok) throw new Error(defined.detail)
const { schema } = defined
const data = encodeSchemaData(schema.fields, [
  { name: 'name', value: 'Vitruvius of the sixth street' },
  { name: 'score', value: 87 },
  { name: 'verified', value: true },
  { name: 'evidence', value: `0x${'0'.repeat(64)}` },
])
if (!data.ok) throw new Error(data.detail)
const signed = signMany(count, { schema: schema.uid, data: data.data, now })
const records = signed.map(({ attester, object }, number): AttestationRecord => {
  const acceptedAt = new Date(now.getTime() - (count - number) * 1_000)
  return {
    ...{ kind: 'attestation', id: timeOrderedId(acceptedAt), attester: attester.toLowerCase(), uid: object.uid },
    ...{ acceptedAt: acceptedAt.toISOString(), object, evidence: [] },
    schema: { schema: schema.schema, resolver: schema.resolver, revocable: schema.revocable },
  }
})

const folder = await mkdtemp(join(tmpdir(), 'aura-bench-'))
const loadBefore = loadavg()[0] ?? 0
try {
  await using postgres = await openPostgres()
  const sql = openPool({ url: postgres.url, applicationName: 'bench' })
  await migrate(sql, { url: postgres.url })
  const single = openFilesystemStore(join(folder, 'single'))
  for (const record of records) await single.put(journalKey(record), Buffer.from(journalLine(record)))
  const packs = openFilesystemStore(join(folder, 'packs'))
  for (let first = 0; first < count; first += packRecords) {
    const lines = records.slice(first, first + packRecords).map(journalLine)
    await packs.put(packKey(), Buffer.from(lines.join('')))
  }

  const reconcile = async (store: ObjectStore, expected: 'rebuilt' | 'present'): Promise<Rate> => {
    const report = await timed(() => reconcileAttestations({ sql, store }, { now }))
    const { attestations, faults } = report.result
    const isDone = attestations[expected] === count && faults.refused + faults.unreadable + faults.differing === 0
    if (!isDone) throw new Error(`not all were ${expected}: ${JSON.stringify({ ...attestations, faults })}`)
    return rateOf(count, report)
  }
  const empty = () => sql`truncate attestations, attestation_schemas cascade`
  const offchain = samplesOffchain()
  const verifyBySdk = async (): Promise<Rate> => {
    const lines = records.slice(0, peerCount).map(journalLine)
    const report = await timed(async () => {
      for (const line of lines) {
        const { object, attester } = JSON.parse(line)
        if (!offchain.verifyOffchainAttestationSignature(attester, object)) throw new Error('the SDK refused one')
      }
    })
    return rateOf(peerCount, report)
  }
  const contenders = [
    { name: 'rebuild, from packs of 500', run: () => empty().then(() => reconcile(packs, 'rebuilt')) },
    { name: 'compare with rows, packs of 500', run: () => reconcile(packs, 'present') },
    { name: 'rebuild, an object each', run: () => empty().then(() => reconcile(single, 'rebuilt')) },
    { name: 'compare with rows, an object each', run: () => reconcile(single, 'present') },
    { name: 'EAS SDK, verify only', run: verifyBySdk },
  ]
  const rates = contenders.map((): Rate[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run }] of contenders.entries()) rates[index]?.push(await run())
  }
  await sql.end({ timeout: 1 })
  const measured = (of: keyof Rate) =>
    contenders.map(({ name }, index) =>
      summarise(
        name,
        (rates[index] ?? []).map((rate) => rate[of]),
      ),
    )
  const perCore = measured('perCoreSecond')
  const sdk = perCore.at(-1)?.perSecond ?? Number.NaN
  printReport({
    name: `Reconcile of ${count} attestations (load ${loadBefore.toFixed(1)} before)`,
    sections: [
      { title: 'per second', measurements: measured('perSecond') },
      { title: 'per second of this process on a core', measurements: perCore },
    ],
    targets: perCore.slice(0, -1).flatMap(({ name, perSecond }) => [
      { name: `${name}, per core`, ratioMin: 2_000, ratio: perSecond, unit: ' a second' },
      { name: `${name}, to the EAS SDK`, ratioMin: 1, ratio: perSecond / sdk },
    ]),
  })
} finally {
  await rm(folder, { recursive: true })
}

interface Rate {
  readonly perSecond: number
  /** By the time that this process had a core, all its threads together; the database's is not its. */
  readonly perCoreSecond: number
}

async function timed<T>(run: () => Promise<T>): Promise<{ result: T; seconds: number; coreSeconds: number }> {
  const [startedMs, cpu] = [performance.now(), process.cpuUsage()]
  const result = await run()
  const { user, system } = process.cpuUsage(cpu)
  return { result, seconds: (performance.now() - startedMs) / 1_000, coreSeconds: (user + system) / 1_000_000 }
}

function rateOf(done: number, { seconds, coreSeconds }: { seconds: number; coreSeconds: number }): Rate {
  return { perSecond: done / seconds, perCoreSecond: done / coreSeconds }
}

function summarise(name: string, values: readonly number[]): Measurement {
  const sorted = values.toSorted((a, b) => a - b)
  const perSecond = sorted[sorted.length >> 1] ?? Number.NaN
  return { name, perSecond, slowest: sorted[0] ?? Number.NaN, fastest: sorted.at(-1) ?? Number.NaN }
}
