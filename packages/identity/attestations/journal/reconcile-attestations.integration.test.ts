import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@aura-sign/core'
import type { ClaimedJob, JobContext } from '@aura-sign/jobs'
import { listObjects, type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
const nothing = { present: 0, rebuilt: 0, refused: [] }

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
      attestations: { present: 0, rebuilt: 3, refused: [] },
      revocations: { present: 0, rebuilt: 1, refused: [] },
      unreadable: [],
      copies: { waiting: 0, lost: 0 },
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
    await forge(journalKey({ kind: 'attestation', attester: attester.address.toLowerCase(), uid: object.uid }), change)
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
    await copied(await accepted('one'))
    await journal.put('attestations/0xabc/damaged.json', Buffer.from('{"kind":"attest'))
    await journal.put('attestations/packs/half.ndjson', Buffer.from('{}\n'))
    await loseDatabase()
    const report = await reconcile()
    expect([...report.unreadable].sort()).toEqual(['attestations/0xabc/damaged.json', 'attestations/packs/half.ndjson'])
    expect(report.attestations.rebuilt).toBe(1)
  })

  it('queues copies of what only the database has, and of what the store has lost', async () => {
    const [waiting, lost] = [await accepted('one'), await accepted('two')]
    await copied(lost)
    await revoked(lost)
    for (const key of await keys()) await journal.delete(key)
    expect((await reconcile({ dryRun: true })).copies).toEqual({ waiting: 2, lost: 1 })
    expect((await find(lost))?.journaledAt).not.toBeNull()
    expect(await reconcile()).toMatchObject({ attestations: nothing, copies: { waiting: 2, lost: 1 } })
    expect(await database.sql`select from jobs where kind = ${journalJobKind}`).toHaveLength(1)
    expect(await runJournalJob()).toEqual({ copied: 3 })
    expect((await reconcile()).copies).toEqual({ waiting: 0, lost: 0 })
    expect((await find(waiting))?.journaledAt).not.toBeNull()
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
