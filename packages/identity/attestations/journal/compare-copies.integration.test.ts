import { describe, expect, it } from 'vitest'
import type { ChainClient } from '../chain-client.ts'
import { easDeployments } from '../eas-deployments.ts'
import { acceptAttestation } from '../store/accept-attestation.ts'
import { dataOf } from '../store/testing/open-test-store.ts'
import { signAttestation, signRevocation } from '../testing/sign-attestation.ts'
import { journalJobKind } from './journal-attestations.ts'
import {
  accepted,
  attester,
  attesterKey,
  type Copy,
  copied,
  database,
  files,
  find,
  forge,
  journal,
  kept,
  keyOf,
  keys,
  later,
  noFaults,
  notes,
  nothing,
  reconcile,
  revocationKeyOf,
  revoked,
  runJournalJob,
  setUpTestJournal,
  store,
} from './testing/test-journal.ts'

setUpTestJournal()

const baseContract = easDeployments.find(({ chainId }) => chainId === 8_453)?.contract ?? '0x'

/** A node of chain 1. */
function onChain(answers: Record<string, string>): ReadonlyMap<number, ChainClient> {
  return new Map([[1, { request: async ({ method }) => ({ eth_chainId: '0x1', ...answers })[method] }]])
}

describe('reconcileAttestations, of what both sides have', () => {
  it('queues copies of what only the database has, and of what the store has lost', async () => {
    const [waiting, lost] = [await accepted('one'), await accepted('two')]
    await copied(lost)
    await revoked(lost)
    for (const key of await keys()) await journal.delete(key)
    const counts = { waiting: 2, lost: 1, damaged: 0 }
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
    expect((await reconcile()).copies).toEqual({ waiting: 0, lost: 0, damaged: 0, rows: [] })
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

  it.each<[string, string]>([
    ['schema_uid', `'0x' || repeat('9', 64)`],
    ['recipient', `'0x' || repeat('9', 40)`],
    ['chain_id', '8453'],
    ['signed_time', '1'],
    ['expiration_time', '18446744073709551615'],
    ['revocable', 'false'],
    ['ref_uid', `'0x' || repeat('9', 64)`],
    ['texts', `'I am somebody else'`],
  ])('mends a column that does not follow from what was signed, and says so: %s', async (column, forged) => {
    const [object, other] = [await accepted('one'), await accepted('two')]
    await copied(object)
    await copied(other)
    const before = await kept()
    await database.sql.unsafe(`update attestations set ${column} = ${forged} where uid = '${object.uid}'`)
    const altered = await kept()
    const rows = [{ key: keyOf(object), attester: attesterKey, uid: object.uid, parts: [column] }]
    const report = {
      attestations: { present: 1, differing: [] },
      mended: { count: 1, rows },
      copies: { waiting: 0, lost: 0 },
      faults: noFaults,
    }
    expect(await reconcile({ dryRun: true })).toMatchObject(report)
    expect(await kept()).toEqual(altered)
    expect(await reconcile()).toMatchObject(report)
    expect(await kept()).toEqual(before)
    expect(await reconcile()).toMatchObject({ attestations: { present: 2 }, mended: { count: 0, rows: [] } })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['are missing', () => database.sql`delete from attestation_evidence`],
    ['have another place in lists', () => database.sql`update attestation_evidence set id = gen_random_uuid()`],
    [
      'are others',
      () => database.sql`
        with other as (
          insert into evidence (sha256, size_bytes, media_type, uploaded_at)
          values (repeat('9', 64), 1, 'a/b', now()) returning sha256)
        update attestation_evidence set sha256 = (select sha256 from other)`,
    ],
  ])('mends the names of files that %s', async (_how, alter) => {
    const sha256 = 'a'.repeat(64)
    await database.sql`
      insert into evidence (sha256, size_bytes, media_type, uploaded_at) values (${sha256}, 1, 'a/b', ${later()})`
    const object = await signAttestation(attester, { schema: files.uid, data: dataOf(files, [`0x${sha256}`]) })
    expect(await acceptAttestation(store, { object })).toMatchObject({ ok: true })
    await copied(object)
    const names = () => database.sql`select * from attestation_evidence`
    const before = await names()
    await alter()
    expect((await reconcile()).mended).toMatchObject({ count: 1, rows: [{ uid: object.uid, parts: ['evidence'] }] })
    expect(await names()).toEqual(before)
  })

  it('says of a row whose object is not the signed one which columns differ besides, and leaves it', async () => {
    const object = await accepted('one')
    await copied(object)
    const forged = '0x9999999999999999999999999999999999999999'
    await database.sql`
      update attestations set recipient = ${forged},
        object = jsonb_set(object, '{message,recipient}', to_jsonb(${forged}::text))`
    const before = await kept()
    expect(await reconcile()).toMatchObject({
      attestations: { differing: [{ parts: ['row', 'object.message', 'recipient'] }] },
      mended: { count: 0 },
      faults: { ...noFaults, differing: 1 },
    })
    expect(await kept()).toEqual(before)
  })

  it.each<[string, ReadonlyMap<number, ChainClient>, string[]]>([
    ['takes it', onChain({ eth_getCode: '0x00', eth_call: `0x1626ba7e${'0'.repeat(56)}` }), ['object.signature']],
    ['has no such contract', onChain({ eth_getCode: '0x' }), ['row', 'object.signature']],
    ['does not answer', new Map([[1, { request: () => Promise.reject(new Error('down')) }]]), ['object.signature']],
    ['is not configured', new Map(), ['object.signature']],
  ])(
    'says that nobody signed a row of a contract wallet only where its chain said so: it %s',
    async (_how, chains, parts) => {
      const signed = await signAttestation(attester, { schema: notes.uid, data: dataOf(notes, 'one') })
      const object = { ...signed, signature: '0x1234' }
      const agreeing = onChain({ eth_getCode: '0x00', eth_call: `0x1626ba7e${'0'.repeat(56)}` })
      const given = { object, signer: attester.address }
      expect(await acceptAttestation({ ...store, chains: agreeing }, given)).toMatchObject({ ok: true })
      await copied(signed)
      await forge(keyOf(signed), (record) => Object.assign(record, { object: signed }))
      const before = await kept()
      expect((await reconcile({ chains })).attestations.differing).toMatchObject([{ uid: signed.uid, parts }])
      expect(await kept()).toEqual(before)
    },
  )

  it.each<[string, string[]]>([
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
      copies: { waiting: 0, lost: 0, damaged: 4 },
      faults: { refused: 2, unreadable: 2, differing: 0 },
    })
    expect(report.unreadable.map(({ uid }) => uid)).toEqual([damaged.uid, damaged.uid])
    expect(await kept()).toEqual(before)
    await runJournalJob()
    expect(await reconcile()).toMatchObject({
      attestations: { present: 2 },
      revocations: { present: 2 },
      copies: { waiting: 0, lost: 0, damaged: 0 },
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
