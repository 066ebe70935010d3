import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuraError, createLogger } from '@aura-sign/core'
import type { ClaimedJob, JobContext } from '@aura-sign/jobs'
import { listObjects, type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { easDeployments } from '../eas-deployments.ts'
import type { EasObject } from '../eas-object.ts'
import type { SchemaDefinition } from '../schema/define-schema.ts'
import { acceptAttestation } from '../store/accept-attestation.ts'
import { findAttestation } from '../store/find-attestation.ts'
import { revokeAttestation } from '../store/revoke-attestation.ts'
import { dataOf, knownFile, knownSchema, openTestStore, type TestStore } from '../store/testing/open-test-store.ts'
import { signAttestation, signRevocation, testAccount } from '../testing/sign-attestation.ts'
import { countUnjournaled, journalAttestations, journalJobKind } from './journal-attestations.ts'
import { journalKey } from './journal-keys.ts'
import { journalLine, parseJournalLine } from './journal-record.ts'
import { JournalWriter } from './journal-writer.ts'
import { markJournaled } from './mark-journaled.ts'
import { readUnjournaled } from './read-unjournaled.ts'
import { reconcileAttestations } from './reconcile-attestations.ts'

const attester = testAccount(1)
const recipient = testAccount(2)
const baseContract = easDeployments.find(({ chainId }) => chainId === 8_453)?.contract ?? '0x'
let database: TestDatabase
let folder: string
let journal: ObjectStore
let store: TestStore
let notes: SchemaDefinition
let files: SchemaDefinition
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  const { sql } = database
  await loseDatabase()
  store = openTestStore(sql)
  notes = await knownSchema(sql, 'string note')
  files = await knownSchema(sql, 'bytes32[] evidence')
  folder = await mkdtemp(join(tmpdir(), 'aura journal '))
  journal = openFilesystemStore(folder)
  return () => rm(folder, { recursive: true })
})

const loseDatabase = () => database.sql`truncate jobs, users, attestations, evidence, attestation_schemas cascade`
const now = () => store.clock.now()
const later = () => new Date(now().getTime() + 60_000)
const reconcile = (options: { dryRun?: boolean } = {}) =>
  reconcileAttestations({ sql: database.sql, store: journal }, { now: later(), ...options })
const find = ({ uid }: EasObject) => findAttestation(database.sql, { attester: attester.address, uid })
const keys = async () => (await Array.fromAsync(listObjects(journal, ''))).map(({ key }) => key)
const nothing = { present: 0, rebuilt: 0, refused: [], differing: [] }
const noFaults = { refused: 0, unreadable: 0, differing: 0 }
const attesterKey = attester.address.toLowerCase()
const keyOf = ({ uid }: EasObject) => journalKey({ kind: 'attestation', attester: attesterKey, uid })
const revocationKeyOf = ({ uid }: EasObject) => journalKey({ kind: 'revocation', attester: attesterKey, uid })
/** All that people read of attestations. */
const kept = () => database.sql`
  select to_jsonb(row) - 'journaled_at' - 'revocation_journaled_at' as row from attestations row order by id`

async function accepted(note: string): Promise<EasObject> {
  const object = await signAttestation(attester, {
    ...{ schema: notes.uid, recipient: recipient.address, data: dataOf(notes, note) },
  })
  expect(await acceptAttestation(store, { object })).toMatchObject({ ok: true, created: true })
  return object
}
/** As a request does it: in the database first, then in the journal. */
async function copied(object: EasObject): Promise<void> {
  const records = await readUnjournaled(database.sql, { attester: attester.address, uid: object.uid })
  const writer = new JournalWriter(journal, {
    onWritten: (written) => markJournaled(database.sql, { records: written, now: now() }),
  })
  for (const record of records) expect(await writer.write(record)).toBe(true)
}
async function revoked(object: EasObject): Promise<void> {
  const revocation = await signRevocation(attester, object)
  const result = await revokeAttestation(store, { attester: attester.address, uid: object.uid, revocation })
  expect(result).toMatchObject({ ok: true, created: true })
}
interface Copy {
  object: { message: object; signature: object }
  schema: object
}

/** Changes a copy behind everybody's back. */
async function forge(key: string, change: (record: Copy) => void): Promise<void> {
  const bytes = await readObject(journal, key, { maxBytes: 2 ** 20 })
  const record = parseJournalLine(bytes?.toString().trim() ?? '')
  if (!record) throw new Error(`there is no record at ${key}`)
  change(record as unknown as Copy)
  await journal.put(key, Buffer.from(journalLine(record)))
}
async function runJournalJob(target: ObjectStore = journal): Promise<unknown> {
  const results: unknown[] = []
  const context: JobContext = {
    signal: new AbortController().signal,
    logger: createLogger({ name: 'test', level: 'fatal' }),
    now: later,
    complete: async (jobs, effect) => {
      const result = await database.sql.begin((transaction) => effect?.(transaction, jobs))
      results.push(...(result?.values() ?? []))
      return jobs
    },
    fail: async () => undefined,
  }
  const job: ClaimedJob = {
    jobId: 'x',
    kind: journalJobKind,
    payload: {},
    attempts: 1,
    attemptsMax: 1,
    leaseToken: 'x',
  }
  await journalAttestations(database.sql, target)([job], context)
  return results[0]
}

describe('reconcileAttestations', () => {
  it('brings back a lost database as it was: attestations, revocations, schemas, files, the order of pages', async () => {
    const file = await knownFile(database.sql)
    const withFile = await signAttestation(attester, { schema: files.uid, data: dataOf(files, [`0x${file}`]) })
    await acceptAttestation(store, { object: withFile })
    const objects = [withFile, await accepted('one'), await accepted('two')]
    const [, taken] = objects as [EasObject, EasObject, EasObject]
    await revoked(taken)
    for (const object of objects) await copied(object)
    const before = await Promise.all(objects.map(find))
    await loseDatabase()
    const userId = await insertUser(database.sql, { address: recipient.address })

    expect(await reconcile({ dryRun: true })).toMatchObject({
      attestations: { rebuilt: 3, refused: [] },
      revocations: { rebuilt: 1, refused: [] },
    })
    expect(await database.sql`select from attestations`).toHaveLength(0)
    expect(await reconcile()).toEqual({
      attestations: { ...nothing, rebuilt: 3 },
      revocations: { ...nothing, rebuilt: 1 },
      unreadable: [],
      copies: { waiting: 0, lost: 0, rows: [] },
      faults: noFaults,
    })
    const after = await Promise.all(objects.map(find))
    const facts = (found: typeof after) =>
      found.map((stored) => ({ ...stored, journaledAt: null, revocation: stored?.revocation?.object }))
    expect(facts(after)).toEqual(facts(before))
    expect(after.map((stored) => stored?.revocation?.revokedAt)).toEqual(
      before.map((stored) => stored?.revocation?.revokedAt),
    )
    const jobs = await database.sql<{ unique_key: string }[]>`select unique_key from jobs where kind = 'embedding'`
    expect(jobs.map((job) => job.unique_key)).toEqual([userId])
  })

  it('changes nothing when it is done again', async () => {
    await copied(await accepted('one'))
    await loseDatabase()
    await reconcile()
    expect(await reconcile()).toMatchObject({
      attestations: { present: 1, rebuilt: 0 },
      copies: { waiting: 0, lost: 0 },
    })
    expect(await database.sql`select from attestations`).toHaveLength(1)
  })

  it('takes both kinds from packs, in whatever order they come', async () => {
    const objects = [await accepted('one'), await accepted('two')]
    for (const object of objects) await revoked(object)
    expect(await runJournalJob()).toEqual({ copied: 4 })
    expect(await keys()).toEqual([expect.stringMatching(/^attestations\/packs\/[0-9a-f-]+\.ndjson$/)])
    await loseDatabase()
    expect(await reconcile()).toMatchObject({
      attestations: { rebuilt: 2 },
      revocations: { rebuilt: 2 },
      unreadable: [],
    })
  })

  it('keeps what has expired since it was accepted', async () => {
    const object = await signAttestation(attester, {
      ...{ schema: notes.uid, data: dataOf(notes, 'x'), expirationTime: 1_795_435_240n },
    })
    await acceptAttestation(store, { object })
    await copied(object)
    await loseDatabase()
    expect(await reconcile()).toMatchObject({ attestations: { rebuilt: 1, refused: [] } })
  })

  it.each<[string, (record: Copy) => void, string]>([
    ['another message', (record) => Object.assign(record.object.message, { time: '1' }), 'uid_mismatch'],
    ['another attester', (record) => Object.assign(record, { attester: `0x${'1'.repeat(40)}` }), 'signer_mismatch'],
    [
      'another signature',
      (record) => Object.assign(record.object.signature, { s: `0x${'1'.repeat(64)}` }),
      'signer_mismatch',
    ],
    ['another schema', (record) => Object.assign(record.schema, { schema: 'string other' }), 'schema_unknown'],
    ['another uid', (record) => Object.assign(record, { uid: `0x${'1'.repeat(64)}` }), 'uid_mismatch'],
    ['no object', (record) => Object.assign(record, { object: 1 }), 'shape_malformed'],
  ])('believes no copy with %s', async (_what, change, reason) => {
    const object = await accepted('one')
    await copied(object)
    await forge(keyOf(object), change)
    await loseDatabase()
    const { attestations } = await reconcile()
    expect(attestations).toMatchObject({ rebuilt: 0, refused: [{ reason }] })
    expect(await database.sql`select from attestations`).toHaveLength(0)
  })

  it('believes no revocation that somebody else signed, and none of what is not there', async () => {
    const object = await accepted('one')
    const record = {
      kind: 'revocation' as const,
      attester: attester.address.toLowerCase(),
      uid: object.uid,
      acceptedAt: now().toISOString(),
      revocation: await signRevocation(testAccount(3), object, { revoker: attester.address }),
    }
    await journal.put(journalKey(record), Buffer.from(journalLine(record)))
    const stray = { ...record, uid: `0x${'5'.repeat(64)}` }
    await journal.put(journalKey(stray), Buffer.from(journalLine(stray)))
    const { revocations } = await reconcile()
    expect(revocations.rebuilt).toBe(0)
    expect(revocations.refused.map(({ reason }) => reason).sort()).toEqual(['attestation_missing', 'signer_mismatch'])
    expect((await find(object))?.revocation).toBeNull()
  })

  it('names what it cannot read, and rebuilds the rest', async () => {
    const [whole, half] = [await accepted('one'), await accepted('two')]
    await copied(whole)
    await journal.put(keyOf(half), Buffer.from('{"kind":"attest'))
    await journal.put('attestations/packs/half.ndjson', Buffer.from('\n{}\n'))
    await journal.put('attestations/packs/empty.ndjson', Buffer.alloc(0))
    await loseDatabase()
    const report = await reconcile()
    expect(report.unreadable).toHaveLength(3)
    expect(report.unreadable).toEqual(
      expect.arrayContaining([
        { key: keyOf(half), attester: attesterKey, uid: half.uid },
        { key: 'attestations/packs/half.ndjson', line: 1 },
        { key: 'attestations/packs/empty.ndjson' },
      ]),
    )
    expect([report.attestations.rebuilt, report.faults]).toEqual([1, { ...noFaults, unreadable: 3 }])
  })

  it('ends when the store fails, instead of taking for lost what it could not read', async () => {
    await copied(await accepted('one'))
    const down = Object.assign(openFilesystemStore(folder), {
      get: () => Promise.reject(new AuraError('object_store_failed', { store: 'test', detail: 'down' })),
    })
    await expect(reconcileAttestations({ sql: database.sql, store: down }, { now: later() })).rejects.toMatchObject({
      code: 'object_store_failed',
    })
    expect(await countUnjournaled(database.sql)).toMatchObject({ count: 0 })
  })

  it('rebuilds nothing from what lies under the name of another', async () => {
    const [one, two] = [await accepted('one'), await accepted('two')]
    await copied(one)
    await revoked(one)
    await copied(one)
    await journal.copy(keyOf(one), keyOf(two))
    await journal.copy(revocationKeyOf(one), revocationKeyOf(two))
    await journal.copy(keyOf(one), 'attestations/one.revocation.json')
    for (const key of [keyOf(one), revocationKeyOf(one)]) await journal.delete(key)
    const before = await kept()
    const there = await reconcile({ dryRun: true })
    await loseDatabase()
    for (const { attestations, revocations, faults } of [there, await reconcile()]) {
      expect([attestations.rebuilt, revocations.rebuilt, faults]).toEqual([0, 0, { ...noFaults, refused: 3 }])
      const names = [...attestations.refused, ...revocations.refused].map(({ key, uid, reason }) => [key, uid, reason])
      expect(names).toContainEqual([keyOf(two), one.uid, 'name_mismatch'])
      expect(names).toContainEqual(['attestations/one.revocation.json', one.uid, 'name_mismatch'])
    }
    expect([before.length, (await kept()).length]).toEqual([2, 0])
  })

  it('is kept from no attestation by a copy that names the id of another', async () => {
    const [one, two] = [await accepted('one'), await accepted('two')]
    for (const object of [one, two]) await copied(object)
    const id = (await find(one))?.id
    await forge(keyOf(two), (record) => Object.assign(record, { id }))
    await loseDatabase()
    expect(await reconcile()).toMatchObject({ attestations: { rebuilt: 2 }, faults: noFaults })
  })

  it('queues copies of what only the database has, and of what the store has lost', async () => {
    const [waiting, lost] = [await accepted('one'), await accepted('two')]
    await copied(lost)
    await revoked(lost)
    for (const key of await keys()) await journal.delete(key)
    const counts = { waiting: 2, lost: 1 }
    const rows = [
      { kind: 'attestation', attester: attesterKey, uid: waiting.uid, state: 'waiting' },
      { kind: 'attestation', attester: attesterKey, uid: lost.uid, state: 'lost' },
      { kind: 'revocation', attester: attesterKey, uid: lost.uid, state: 'waiting' },
    ]
    expect((await reconcile({ dryRun: true })).copies).toEqual({ ...counts, rows: expect.arrayContaining(rows) })
    expect((await find(lost))?.journaledAt).not.toBeNull()
    expect(await reconcile()).toMatchObject({ attestations: nothing, copies: counts, faults: noFaults })
    expect(await database.sql`select from jobs where kind = ${journalJobKind}`).toHaveLength(1)
    expect(await runJournalJob()).toEqual({ copied: 3 })
    expect((await reconcile()).copies).toEqual({ waiting: 0, lost: 0, rows: [] })
    expect((await find(waiting))?.journaledAt).not.toBeNull()
  })

  it('leaves to its request what was accepted while it was reading', async () => {
    await accepted('one')
    await database.sql`update attestations set accepted_at = ${new Date(later().getTime() + 1)}`
    expect((await reconcile()).copies).toMatchObject({ waiting: 0, lost: 0 })
  })

  it.each<[string, (record: Copy) => void, string[]]>([
    [
      'another time of acceptance',
      (record) => Object.assign(record, { acceptedAt: '2026-11-23T11:00:00.000Z' }),
      ['acceptedAt'],
    ],
    [
      'another place in lists',
      (record) => Object.assign(record, { id: '019ab000-0000-7000-8000-000000000000' }),
      ['id'],
    ],
  ])('shows a copy with %s, and keeps the row', async (_what, change, parts) => {
    const object = await accepted('one')
    await copied(object)
    await forge(keyOf(object), change)
    const before = await kept()
    expect(await reconcile()).toMatchObject({
      attestations: { present: 0, rebuilt: 0, differing: [{ attester: attesterKey, uid: object.uid, parts }] },
      copies: { waiting: 0, lost: 0 },
      faults: { ...noFaults, differing: 1 },
    })
    expect(await kept()).toEqual(before)
  })

  it('copies a row again whose copy is of another signature of its attester', async () => {
    const object = await accepted('one')
    await copied(object)
    // The uid says nothing of the chain: both are the attester's, under one key.
    const message = { ...object.message, time: BigInt(object.message.time as string), expirationTime: 0n }
    const other = await signAttestation(attester, { ...(message as object), chainId: 8_453, contract: baseContract })
    expect(other.uid).toBe(object.uid)
    await forge(keyOf(object), (record) => Object.assign(record, { object: other }))
    const before = await kept()
    expect(await reconcile()).toMatchObject({
      attestations: { differing: [{ parts: ['object.domain', 'object.signature', 'chain_id'] }] },
      copies: { lost: 1 },
    })
    expect(await kept()).toEqual(before)
    await runJournalJob()
    expect(await reconcile()).toMatchObject({
      attestations: { present: 1 },
      copies: { lost: 0 },
      faults: { differing: 1 },
    })
  })

  it.each<[string, string[]]>([
    [`recipient = '0x' || repeat('9', 40)`, ['recipient']],
    [`expiration_time = 18446744073709551615`, ['expiration_time']],
    [`object = jsonb_set(object, '{message,recipient}', to_jsonb('0x' || repeat('9', 40)))`, ['row', 'object.message']],
    [`object = object || '{"note": "trust me"}'`, ['object.note']],
  ])('shows a row that was changed: %s', async (change, parts) => {
    const object = await accepted('one')
    await copied(object)
    await database.sql.unsafe(`update attestations set ${change}`)
    const before = await kept()
    const report = await reconcile()
    expect(report.attestations.differing).toEqual([
      { key: keyOf(object), attester: attesterKey, uid: object.uid, parts },
    ])
    expect(report.faults).toEqual({ ...noFaults, differing: 1 })
    expect(await kept()).toEqual(before)
  })

  it('verifies copies of what is there: forged and damaged ones change nothing, and are written again beside', async () => {
    const [forged, damaged] = [await accepted('one'), await accepted('two')]
    for (const object of [forged, damaged]) {
      await revoked(object)
      await copied(object)
    }
    await forge(keyOf(forged), (record) => Object.assign(record.object.message, { time: '1' }))
    await journal.put(keyOf(damaged), Buffer.from('{"kind":"attest'))
    await forge(revocationKeyOf(forged), (record) => Object.assign(record, { revocation: { signature: '0x' } }))
    await journal.put(revocationKeyOf(damaged), Buffer.from('[]\n'))
    const before = await kept()
    const report = await reconcile()
    expect(report).toMatchObject({
      attestations: { present: 0, refused: [{ uid: forged.uid, reason: 'uid_mismatch' }] },
      revocations: { present: 0, refused: [{ uid: forged.uid, reason: 'shape_malformed' }] },
      copies: { waiting: 0, lost: 4 },
      faults: { refused: 2, unreadable: 2, differing: 0 },
    })
    expect(report.unreadable.map(({ uid }) => uid)).toEqual([damaged.uid, damaged.uid])
    expect(await kept()).toEqual(before)
    await runJournalJob()
    expect(await reconcile()).toMatchObject({
      attestations: { present: 2 },
      revocations: { present: 2 },
      copies: { waiting: 0, lost: 0 },
      faults: { refused: 2, unreadable: 2 },
    })
  })

  it('shows another revocation than the one that is kept, which is final', async () => {
    const object = await accepted('one')
    await revoked(object)
    await copied(object)
    const again = await signRevocation(attester, object, { time: BigInt(object.message.time as string) + 1n })
    await forge(revocationKeyOf(object), (record) => Object.assign(record, { revocation: again }))
    const before = await kept()
    expect(await reconcile()).toMatchObject({
      revocations: {
        rebuilt: 0,
        differing: [{ uid: object.uid, parts: ['revocation.message', 'revocation.signature'] }],
      },
      copies: { lost: 1 },
    })
    expect(await kept()).toEqual(before)
  })
})

describe('the journal job', () => {
  it('leaves what a request may still be copying', async () => {
    await accepted('one')
    await database.sql`update attestations set accepted_at = ${later()}`
    expect(await runJournalJob()).toEqual({ copied: 0 })
  })

  it('fails with the store, and what it has not copied stays counted', async () => {
    await accepted('one')
    const down = Object.assign(openFilesystemStore(folder), { putIfAbsent: () => Promise.reject(new Error('down')) })
    await expect(runJournalJob(down)).rejects.toThrow('down')
    expect(await countUnjournaled(database.sql)).toEqual({ count: 1, oldestAt: now() })
    await runJournalJob()
    expect(await countUnjournaled(database.sql)).toEqual({ count: 0, oldestAt: null })
  })
})
