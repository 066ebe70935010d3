import { Readable } from 'node:stream'
import { AuraError, createLogger } from '@aura-sign/core'
import { type GetOptions, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { insertUser } from '@aura-sign/testkit'
import { describe, expect, it } from 'vitest'
import type { ChainClient } from '../chain-client.ts'
import type { EasObject } from '../eas-object.ts'
import { acceptAttestation } from '../store/accept-attestation.ts'
import { registerSchema } from '../store/register-schema.ts'
import { revokeAttestation } from '../store/revoke-attestation.ts'
import { dataOf, knownFile } from '../store/testing/open-test-store.ts'
import { signAttestation, signRevocation, testAccount } from '../testing/sign-attestation.ts'
import { countUnjournaled } from './journal-attestations.ts'
import { journalKey } from './journal-keys.ts'
import { journalLine } from './journal-record.ts'
import { openJournal } from './open-journal.ts'
import { reconcileAttestations } from './reconcile-attestations.ts'
import {
  accepted,
  attester,
  attesterKey,
  type Copy,
  copied,
  database,
  files,
  find,
  folder,
  forge,
  journal,
  kept,
  keyOf,
  keys,
  later,
  loseDatabase,
  noFaults,
  notes,
  nothing,
  now,
  recipient,
  reconcile,
  revocationKeyOf,
  revoked,
  runJournalJob,
  setUpTestJournal,
  store,
} from './testing/test-journal.ts'

setUpTestJournal()

/** Nodes of chain 1: without a contract, with one that takes every signature, and one that does not answer. */
const contractless = nodeAnswering({ eth_getCode: '0x' })
const agreeing = nodeAnswering({ eth_getCode: '0x00', eth_call: `0x1626ba7e${'0'.repeat(56)}` })
const silent: ChainClient = { request: () => Promise.reject(new Error('down')) }

function nodeAnswering(answers: Record<string, string>): ChainClient {
  return { request: async ({ method }) => ({ eth_chainId: '0x1', ...answers })[method] }
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
      mended: { count: 0, rows: [] },
      unreadable: [],
      copies: { waiting: 0, lost: 0, damaged: 0, rows: [] },
      unsigned: [],
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
    [
      'another attester',
      (record) => Object.assign(record, { attester: `0x${'1'.repeat(40)}` }),
      'chain_not_configured',
    ],
    [
      'another signature',
      (record) => Object.assign(record.object.signature, { s: `0x${'1'.repeat(64)}` }),
      'chain_not_configured',
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
    expect(revocations.refused.map(({ reason }) => reason).sort()).toEqual([
      'attestation_missing',
      'chain_not_configured',
    ])
    const asked = await reconcile({ chains: new Map([[1, contractless]]) })
    expect(asked.revocations.refused.map(({ reason }) => reason)).toContain('signer_mismatch')
    expect((await find(object))?.revocation).toBeNull()
  })

  it.each([
    ['does not answer', new Map([[1, silent]]), 'chain_unavailable'],
    ['is another', new Map([[1, nodeAnswering({ eth_chainId: '0x2', eth_getCode: '0x00' })]]), 'chain_wrong'],
    ['is not configured', new Map(), 'chain_not_configured'],
  ])(
    'brings nothing back as valid whose revocation nobody can verify while its chain %s',
    async (_how, chains, reason) => {
      const object = await accepted('one')
      const revocation = { ...(await signRevocation(attester, object)), signature: '0x1234' }
      const agreed = { ...store, chains: new Map([[1, agreeing]]) }
      expect(
        await revokeAttestation(agreed, { attester: attester.address, uid: object.uid, revocation }),
      ).toMatchObject({ ok: true })
      await copied(object)
      await loseDatabase()
      for (const dryRun of [true, false]) {
        expect(await reconcile({ chains, dryRun })).toMatchObject({
          attestations: { rebuilt: 0, refused: [{ uid: object.uid, reason }] },
          revocations: { rebuilt: 0, refused: [{ uid: object.uid, reason }] },
        })
      }
      expect(await database.sql`select from attestations`).toHaveLength(0)
      const done = await reconcile({ chains: agreed.chains })
      expect(done).toMatchObject({ attestations: { rebuilt: 1 }, revocations: { rebuilt: 1 }, faults: noFaults })
      expect((await find(object))?.revocation).not.toBeNull()
    },
  )

  it('shows no attestation before its revocation', async () => {
    const object = await accepted('one')
    await revoked(object)
    await copied(object)
    await loseDatabase()
    await database.sql`
      create or replace function refuse_valid() returns trigger language plpgsql as $$ begin
        if (select revoked_at is null from attestations where id = new.id) then raise 'it was seen as valid'; end if;
        return null; end $$`
    await database.sql`
      create constraint trigger refuse_valid after insert on attestations deferrable initially deferred
      for each row execute function refuse_valid()`
    try {
      expect(await reconcile()).toMatchObject({ attestations: { rebuilt: 1 }, revocations: { rebuilt: 1 } })
    } finally {
      await database.sql`drop trigger refuse_valid on attestations`
      await database.sql`drop function refuse_valid`
    }
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

  it('takes from a pack with a damaged byte every record that proves itself, and names it', async () => {
    const objects = [await accepted('one'), await accepted('two'), await accepted('three')]
    await runJournalJob()
    const [key = ''] = await keys()
    const bytes = (await readObject(journal, key, { maxBytes: 2 ** 20 })) ?? Buffer.alloc(0)
    bytes.write('?', bytes.indexOf('\n') + 1)
    await journal.put(key, bytes)
    const corrupt = async function* () {
      yield bytes
      throw new AuraError('object_corrupt', { key, expected: 'a', found: 'b' })
    }
    const get = async (_key: string, { range }: GetOptions = {}) => {
      const head = { key, sizeBytes: bytes.length, modifiedAt: now() }
      return { head, body: range ? Readable.from([bytes]) : corrupt() }
    }
    const hashless: typeof get = async (asked, options) => {
      if (!options?.range) throw new AuraError('object_hash_missing', { key, store: 'test' })
      return await get(asked, options)
    }
    for (const damaged of [get, hashless]) {
      await loseDatabase()
      const keeping = Object.assign(openFilesystemStore(folder), { get: damaged })
      const report = await reconcileAttestations({ sql: database.sql, store: keeping }, { now: later() })
      expect(report).toMatchObject({ attestations: { rebuilt: 2 }, unreadable: [{ key }, { key, line: 2 }] })
      expect((await Promise.all(objects.map(find))).filter(Boolean)).toHaveLength(2)
    }
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
})

describe('openJournal', () => {
  it('says of no attestation that it is copied while there is no schema to copy with it', async () => {
    const object = await accepted('one')
    const logger = createLogger({ name: 'test', level: 'fatal' })
    const open = openJournal({ sql: database.sql, store: journal, clock: store.clock, logger })
    const key = { attester: attester.address, uid: object.uid }
    await database.sql`delete from attestation_schemas where uid = ${notes.uid}`
    expect(await open.copy(key)).toBe(false)
    await registerSchema(database.sql, { schema: 'string note', revocable: true, now: now() })
    expect([await open.copy(key), await open.copy(key)]).toEqual([true, true])
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
