import { insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EasObject } from '../eas-object.ts'
import type { SchemaDefinition } from '../schema/define-schema.ts'
import { signAttestation, signRevocation, testAccount } from '../testing/sign-attestation.ts'
import { acceptAttestation } from './accept-attestation.ts'
import { judgeAttestation } from './judge-attestation.ts'
import { revokeAttestation } from './revoke-attestation.ts'
import { dataOf, knownSchema, openTestStore, type TestStore } from './testing/open-test-store.ts'

let database: TestDatabase
let store: TestStore
let schema: SchemaDefinition
let object: EasObject
const attester = testAccount(1)
const recipient = testAccount(2)
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  await database.sql`truncate jobs, users, attestations, attestation_schemas cascade`
  store = openTestStore(database.sql)
  schema = await knownSchema(database.sql, 'string note')
  object = await stored(true)
})

async function stored(revocable: boolean): Promise<EasObject> {
  const signed = await signAttestation(attester, {
    ...{ schema: schema.uid, recipient: recipient.address, data: dataOf(schema, 'x'), revocable },
  })
  expect(await acceptAttestation(store, { object: signed })).toMatchObject({ ok: true })
  return signed
}
const revoke = (revocation: unknown, uid = object.uid) =>
  revokeAttestation(store, { attester: attester.address, uid, revocation })

describe('revokeAttestation', () => {
  it('keeps the revocation beside the attestation, and the verdict is no from then on', async () => {
    expect(await judgeAttestation(store, { object, signer: attester.address })).toMatchObject({ ok: true })
    const revocation = await signRevocation(attester, object)
    expect(await revoke(revocation)).toMatchObject({
      ok: true,
      created: true,
      attestation: {
        uid: object.uid,
        revocation: { object: revocation, revokedAt: store.clock.now(), journaledAt: null },
      },
    })
    const judgement = await judgeAttestation(store, { object, signer: attester.address })
    expect(judgement.ok).toBe(false)
    expect(judgement.checks.at(-1)).toMatchObject({ name: 'revocation', ok: false, reason: 'revoked' })
  })

  it('is final: the same and any other valid one give the first, whoever comes first of 20', async () => {
    const revocations = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        signRevocation(attester, object, { time: 1_795_435_200n + BigInt(index % 5) }),
      ),
    )
    const results = await Promise.all(revocations.map((revocation) => revoke(revocation)))
    expect(results.filter((result) => result.ok && result.created)).toHaveLength(1)
    const kept = results.map((result) => JSON.stringify(result.ok && result.attestation.revocation))
    expect(new Set(kept).size).toBe(1)
  })

  it('does not depend on the verification of what is stored already', async () => {
    const revocation = await signRevocation(attester, object, { time: 1_795_435_220n })
    const first = await revoke(revocation)
    store.advanceMs(-3_600_000)
    expect(await revoke(revocation)).toEqual({ ...first, created: false })
  })

  it('refuses one of another key, of another attestation, and of what is not revocable, and keeps none', async () => {
    const reason = async (given: unknown, uid?: string) => {
      const result = await revoke(given, uid)
      return !result.ok && result.reason === 'not_valid' ? result.verdict.reason : result
    }
    expect(await reason(await signRevocation(testAccount(9), object, { revoker: attester.address }))).toBe(
      'signer_mismatch',
    )
    const other = await stored(true)
    expect(await reason(await signRevocation(attester, other))).toBe('uid_mismatch')
    const fixed = await stored(false)
    expect(await reason(await signRevocation(attester, fixed), fixed.uid)).toBe('not_revocable')
    expect(await reason({ nothing: true })).toBe('shape_malformed')
    expect(await database.sql`select from attestations where revoked_at is not null`).toHaveLength(0)
  })

  it('refuses another key even when it is revoked already', async () => {
    await revoke(await signRevocation(attester, object))
    const theirs = await signRevocation(testAccount(9), object, { revoker: attester.address })
    expect(await revoke(theirs)).toMatchObject({ ok: false, reason: 'not_valid' })
  })

  it('knows nothing of an attestation that is not here', async () => {
    const absent = await signAttestation(attester, { schema: schema.uid })
    expect(await revoke(await signRevocation(attester, absent), absent.uid)).toEqual({ ok: false, reason: 'not_found' })
  })

  it('queues the embedding of the recipient, once', async () => {
    await insertUser(database.sql, { address: recipient.address })
    const revocation = await signRevocation(attester, object)
    await revoke(revocation)
    await database.sql`update jobs set state = 'done', finished_at = now()`
    await revoke(revocation)
    expect(await database.sql`select from jobs`).toHaveLength(1)
  })
})
