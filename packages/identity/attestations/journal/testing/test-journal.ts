import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, type Logger } from '@aura-sign/core'
import type { ClaimedJob, JobContext } from '@aura-sign/jobs'
import { listObjects, type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { ChainClient } from '../../chain-client.ts'
import type { EasObject } from '../../eas-object.ts'
import type { SchemaDefinition } from '../../schema/define-schema.ts'
import { acceptAttestation } from '../../store/accept-attestation.ts'
import { findAttestation } from '../../store/find-attestation.ts'
import { revokeAttestation } from '../../store/revoke-attestation.ts'
import { dataOf, knownSchema, openTestStore, type TestStore } from '../../store/testing/open-test-store.ts'
import { signAttestation, signRevocation, testAccount } from '../../testing/sign-attestation.ts'
import { journalAttestations, journalJobKind } from '../journal-attestations.ts'
import { journalKey } from '../journal-keys.ts'
import { journalLine, parseJournalLine } from '../journal-record.ts'
import { JournalWriter } from '../journal-writer.ts'
import { markJournaled } from '../mark-journaled.ts'
import { readUnjournaled } from '../read-unjournaled.ts'
import { type ReconcileOptions, reconcileAttestations } from '../reconcile-attestations.ts'

// For tests of the journal: what a request, a job and somebody who means harm do to it.

export const attester = testAccount(1)
export const recipient = testAccount(2)
export let database: TestDatabase
export let folder: string
export let journal: ObjectStore
export let store: TestStore
export let notes: SchemaDefinition
export let files: SchemaDefinition

/** For each test of a file a database and a journal with nothing in them but two schemas. */
export function setUpTestJournal(): void {
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
}

export const loseDatabase = () =>
  database.sql`truncate jobs, users, attestations, evidence, attestation_schemas cascade`
export const now = () => store.clock.now()
export const later = () => new Date(now().getTime() + 60_000)
export const reconcile = (options: Pick<ReconcileOptions, 'dryRun' | 'chains'> = {}) =>
  reconcileAttestations({ sql: database.sql, store: journal }, { now: later(), ...options })
export const find = ({ uid }: EasObject) => findAttestation(database.sql, { attester: attester.address, uid })
export const keys = async () => (await Array.fromAsync(listObjects(journal, ''))).map(({ key }) => key)
export const nothing = { present: 0, rebuilt: 0, refused: [], differing: [] }
export const noFaults = { refused: 0, unreadable: 0, differing: 0, unsigned: 0 }
export const attesterKey = attester.address.toLowerCase()
export const keyOf = ({ uid }: EasObject) => journalKey({ kind: 'attestation', attester: attesterKey, uid })
export const revocationKeyOf = ({ uid }: EasObject) => journalKey({ kind: 'revocation', attester: attesterKey, uid })
/** All that people read of attestations. */
export const kept = () => database.sql`
  select to_jsonb(row) - 'journaled_at' - 'revocation_journaled_at' as row from attestations row order by id`

export async function accepted(note: string): Promise<EasObject> {
  const object = await signAttestation(attester, {
    ...{ schema: notes.uid, recipient: recipient.address, data: dataOf(notes, note) },
  })
  expect(await acceptAttestation(store, { object })).toMatchObject({ ok: true, created: true })
  return object
}
/** As a request does it: in the database first, then in the journal. */
export async function copied(object: EasObject): Promise<void> {
  const records = await readUnjournaled(database.sql, { attester: attester.address, uid: object.uid })
  const writer = new JournalWriter(journal, {
    onWritten: (written) => markJournaled(database.sql, { records: written, now: now() }),
  })
  for (const record of records) expect(await writer.write(record)).toBe(true)
}
export async function revoked(object: EasObject): Promise<void> {
  const revocation = await signRevocation(attester, object)
  const result = await revokeAttestation(store, { attester: attester.address, uid: object.uid, revocation })
  expect(result).toMatchObject({ ok: true, created: true })
}
export interface Copy {
  object: { message: object; signature: object }
  schema: object
}

/** Changes a copy behind everybody's back. */
export async function forge(key: string, change: (record: Copy) => void): Promise<void> {
  const bytes = await readObject(journal, key, { maxBytes: 2 ** 20 })
  const record = parseJournalLine(bytes?.toString().trim() ?? '')
  if (!record) throw new Error(`there is no record at ${key}`)
  change(record as unknown as Copy)
  await journal.put(key, Buffer.from(journalLine(record)))
}
export async function runJournalJob(
  target: ObjectStore = journal,
  options: { chains?: ReadonlyMap<number, ChainClient> } = {},
  logger: Logger = createLogger({ name: 'test', level: 'fatal' }),
): Promise<unknown> {
  const results: unknown[] = []
  const context: JobContext = {
    signal: new AbortController().signal,
    logger,
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
  await journalAttestations(database.sql, target, options)([job], context)
  return results[0]
}
