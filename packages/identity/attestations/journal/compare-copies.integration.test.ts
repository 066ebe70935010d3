import { describe, expect, it } from 'vitest'
import { easDeployments } from '../eas-deployments.ts'
import { signAttestation, signRevocation } from '../testing/sign-attestation.ts'
import { journalJobKind } from './journal-attestations.ts'
import {
  accepted,
  attester,
  attesterKey,
  type Copy,
  copied,
  database,
  find,
  forge,
  journal,
  kept,
  keyOf,
  keys,
  later,
  noFaults,
  nothing,
  reconcile,
  revocationKeyOf,
  revoked,
  runJournalJob,
  setUpTestJournal,
} from './testing/test-journal.ts'

setUpTestJournal()

const baseContract = easDeployments.find(({ chainId }) => chainId === 8_453)?.contract ?? '0x'

describe('reconcileAttestations, of what both sides have', () => {
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
