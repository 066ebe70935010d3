import { insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import type { Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EasObject } from '../eas-object.ts'
import type { SchemaDefinition } from '../schema/define-schema.ts'
import { type AttestationToSign, signAttestation, testAccount } from '../testing/sign-attestation.ts'
import { type Acceptance, acceptAttestation } from './accept-attestation.ts'
import { findAttestation } from './find-attestation.ts'
import { judgeAttestation } from './judge-attestation.ts'
import { dataOf, knownFile, knownSchema, openTestStore, type TestStore, userIdAt } from './testing/open-test-store.ts'

let database: TestDatabase
let store: TestStore
let notes: SchemaDefinition
let files: SchemaDefinition
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  const { sql } = database
  await sql`truncate jobs, users, attestations, evidence, attestation_schemas cascade`
  store = openTestStore(sql)
  notes = await knownSchema(sql, 'string note')
  files = await knownSchema(sql, 'bytes32[] evidence')
})

const attester = testAccount(1)
const recipient = testAccount(2)
const sign = (changes: AttestationToSign = {}) =>
  signAttestation(attester, {
    schema: notes.uid,
    recipient: recipient.address,
    data: dataOf(notes, 'plays the tuba'),
    ...changes,
  })
const accept = (object: unknown, signer?: string) => acceptAttestation(store, { object, ...(signer && { signer }) })
const rowCount = async () => (await database.sql`select from attestations`).length
const jobs = async () => {
  const rows = await database.sql<{ unique_key: string }[]>`select unique_key from jobs where kind = 'embedding'`
  return rows.map((row) => row.unique_key).sort()
}
const failed = (acceptance: Acceptance) =>
  !acceptance.ok && acceptance.reason === 'not_valid'
    ? acceptance.verdict.checks.find(({ ok }) => ok === false)?.reason
    : acceptance

describe('acceptAttestation', () => {
  it('keeps an attestation as it was signed, with everything to search by', async () => {
    const object = await sign()
    const accepted = await accept(object)
    expect(accepted).toMatchObject({
      ok: true,
      created: true,
      attestation: { attester: attester.address, uid: object.uid, object, journaledAt: null, revocation: null },
    })
    const [row] = await database.sql`select * from attestations`
    expect(row).toMatchObject({
      attester: attester.address.toLowerCase(),
      recipient: recipient.address.toLowerCase(),
      schema_uid: notes.uid,
      chain_id: '1',
      signed_time: object.message.time,
      expiration_time: '0',
      revocable: true,
      ref_uid: null,
      texts: 'plays the tuba',
      object,
    })
    expect(await findAttestation(database.sql, { attester: attester.address, uid: object.uid })).toEqual(
      accepted.ok && accepted.attestation,
    )
  })

  it('gives the stored one for the same object, even after it expired', async () => {
    const object = await sign({ expirationTime: 1_795_435_300n })
    const first = await accept(object)
    store.advanceMs(3_600_000)
    expect(await accept(object)).toEqual({ ...first, created: false })
    expect(await accept(object, attester.address)).toEqual({ ...first, created: false })
    expect(failed(await accept(await sign({ expirationTime: 1_795_435_300n })))).toBe('expired')
  })

  it('gives the stored one for another form of the same', async () => {
    const object = await sign()
    const first = await accept(object)
    const { r, s, v } = object.signature as { r: Hex; s: Hex; v: number }
    const others: unknown[] = [
      { ...object, signature: { r, s, v: v - 27 } },
      { ...object, signature: `${r}${s.slice(2)}${v.toString(16)}` },
      { ...object, message: { ...object.message, recipient: recipient.address.toLowerCase() } },
    ]
    for (const other of others) expect(await accept(other)).toEqual({ ...first, created: false })
    expect(await rowCount()).toBe(1)
  })

  it('keeps it once under 20 requests at the same time', async () => {
    const object = await sign()
    const accepted = await Promise.all(Array.from({ length: 20 }, () => accept(object)))
    expect(accepted.filter((each) => each.ok && each.created)).toHaveLength(1)
    expect(new Set(accepted.map((each) => each.ok && each.attestation.id)).size).toBe(1)
    expect(await rowCount()).toBe(1)
  })

  it('keeps the same uid of two attesters apart', async () => {
    const salt: Hex = `0x${'77'.repeat(32)}`
    const mine = await sign({ salt })
    const theirs = await signAttestation(testAccount(3), {
      ...{ schema: notes.uid, recipient: recipient.address, data: mine.message.data as Hex, salt },
    })
    expect(theirs.uid).toBe(mine.uid)
    const ids = [await accept(mine), await accept(theirs)].map((each) => each.ok && each.attestation.attester)
    expect(ids).toEqual([attester.address, testAccount(3).address])
  })

  it.each<[string, (object: EasObject) => unknown, string]>([
    ['an altered field', (object) => ({ ...object, message: { ...object.message, time: '1' } }), 'uid_mismatch'],
    ['another domain', (object) => ({ ...object, domain: { ...object.domain, chainId: '5' } }), 'domain_not_accepted'],
    ['nothing', () => null, 'shape_malformed'],
  ])('refuses %s and stores nothing', async (_what, change, reason) => {
    expect(failed(await accept(change(await sign())))).toBe(reason)
    expect(await rowCount()).toBe(0)
  })

  it('refuses a schema that is not known here, until it is', async () => {
    const unknown = `0x${'ab'.repeat(32)}` as const
    expect(failed(await accept(await sign({ schema: unknown })))).toBe('schema_unknown')
    const later = 'string note, bool late'
    const defined = await knownSchema(database.sql, later)
    await database.sql`delete from attestation_schemas where uid = ${defined.uid}`
    const object = await sign({ schema: defined.uid, data: dataOf(defined, 'x', true) })
    expect(failed(await accept(object))).toBe('schema_unknown')
    await knownSchema(database.sql, later)
    expect(await accept(object)).toMatchObject({ ok: true })
  })

  it('refuses a reference to what is not here, and takes it once that is', async () => {
    const ground = await sign()
    const object = await sign({ refUID: ground.uid as Hex })
    expect(await accept(object)).toEqual({ ok: false, reason: 'reference_missing', refUid: ground.uid })
    await accept(ground)
    expect(await accept(object)).toMatchObject({ ok: true, created: true })
  })

  it('cannot be brought to a circle of references: a uid contains what it refers to', async () => {
    const first = await sign()
    const second = await sign({ refUID: first.uid as Hex })
    const circular = { ...first, message: { ...first.message, refUID: second.uid } }
    expect(failed(await accept(circular))).toBe('uid_mismatch')
    const own = { ...first, message: { ...first.message, refUID: first.uid } }
    expect(failed(await accept(own))).toBe('uid_mismatch')
  })
})

describe('a schema that EAS takes', () => {
  it.each<[string, string, unknown[], string]>([
    ['without fields', '', [], 'no fields'],
    ['with one name for two fields', 'uint256 a, uint256 a', [1n, 2n], 'is called a:'],
  ])('%s is taken, and the verdict says so', async (_what, text, values, label) => {
    const schema = await knownSchema(database.sql, text)
    const object = await sign({ schema: schema.uid, data: dataOf(schema, ...values) })
    expect(await accept(object)).toMatchObject({ ok: true, created: true })
    const { checks, values: read } = await judgeAttestation(store, { object })
    expect(read?.map(({ value }) => value)).toEqual(values)
    expect(checks.find(({ name }) => name === 'schema')).toMatchObject({
      ok: true,
      detail: expect.stringContaining(label),
    })
    expect(failed(await accept(await sign({ schema: schema.uid, data: '0x12' })))).toMatch(/^data_/)
  })
})

describe('evidence', () => {
  const naming = (...hashes: string[]) =>
    sign({
      schema: files.uid,
      data: dataOf(
        files,
        hashes.map((hash) => `0x${hash}`),
      ),
    })

  it('is held from the moment an attestation names it', async () => {
    const [one, two] = [await knownFile(database.sql), await knownFile(database.sql)]
    const accepted = await accept(await naming(two, one, '0'.repeat(64), two))
    expect(accepted).toMatchObject({ ok: true, attestation: { evidence: [one, two].sort() } })
    await expect(database.sql`delete from evidence where sha256 = ${one}`).rejects.toThrow('foreign key')
  })

  it('refuses the attestation until all of it is there, and says which is not', async () => {
    const there = await knownFile(database.sql)
    const [absent, other] = ['a'.repeat(64), 'b'.repeat(64)]
    const object = await naming(there, absent, other)
    expect(await accept(object)).toEqual({ ok: false, reason: 'evidence_missing', sha256: [absent, other] })
    expect(await rowCount()).toBe(0)
    for (const sha256 of [absent, other]) {
      await database.sql`
        insert into evidence (sha256, size_bytes, media_type, uploaded_at) values (${sha256}, 1, 'text/plain', now())`
    }
    expect(await accept(object)).toMatchObject({ ok: true })
  })

  it('is said by the verdict to be here or not, and refuses nothing', async () => {
    const there = await knownFile(database.sql)
    const [absent, going] = ['c'.repeat(64), await knownFile(database.sql)]
    await database.sql`update evidence set collecting_at = now() where sha256 = ${going}`
    const judged = async (object: EasObject) => {
      const { ok, checks } = await judgeAttestation(store, { object, signer: attester.address })
      return { isOk: ok, ...checks.find(({ name }) => name === 'evidence') }
    }
    expect(await judged(await naming())).toMatchObject({ isOk: true, ok: true, detail: 'it names no files' })
    expect(await judged(await naming(there))).toMatchObject({
      isOk: true,
      ok: true,
      detail: expect.stringContaining(there),
    })
    const incomplete = await judged(await naming(there, absent, going))
    expect(incomplete).toMatchObject({ isOk: true, ok: null, field: 'message.data' })
    expect([absent, going, there].map((sha256) => incomplete.detail?.includes(sha256))).toEqual([true, true, false])
    const unknown = await sign({ schema: `0x${'ab'.repeat(32)}` })
    expect(await judged(unknown)).toMatchObject({ isOk: false, ok: null, detail: expect.stringContaining('not made') })
  })

  it('cannot be named once it is being removed', async () => {
    const going = await knownFile(database.sql)
    await database.sql`update evidence set collecting_at = now() where sha256 = ${going}`
    expect(await accept(await naming(going))).toEqual({ ok: false, reason: 'evidence_missing', sha256: [going] })
  })

  it('is never both collected and named', async () => {
    for (let round = 0; round < 10; round += 1) {
      const hash = await knownFile(database.sql)
      const object = await naming(hash)
      const [accepted, collected] = await Promise.all([
        accept(object),
        database.sql`delete from evidence where sha256 = ${hash}`.then(
          (result) => result.count > 0,
          () => false,
        ),
      ])
      expect(accepted.ok).toBe(!collected)
    }
  })
})

describe('the embedding', () => {
  it('of the recipient is queued with the attestation, once for many', async () => {
    await insertUser(database.sql, { address: attester.address })
    await insertUser(database.sql, { address: recipient.address })
    await accept(await sign())
    await accept(await sign())
    expect(await jobs()).toEqual([userIdAt(recipient.address)])
  })

  it('is not queued for nobody, for what is stored already, or for a wallet that is unlinked', async () => {
    const object = await sign()
    await accept(object)
    await insertUser(database.sql, { address: recipient.address })
    await accept(object)
    await database.sql`update wallets set unlinked_at = now()`
    await accept(await sign())
    expect(await jobs()).toEqual([])
  })

  it('does not tie up two requests that are about each other', async () => {
    await insertUser(database.sql, { address: recipient.address })
    await insertUser(database.sql, { address: attester.address })
    const objects = await Promise.all(
      Array.from({ length: 30 }, (_, index) => sign(index % 2 ? { recipient: attester.address } : {})),
    )
    const accepted = await Promise.all(objects.map((object) => accept(object)))
    expect(accepted.every(({ ok }) => ok)).toBe(true)
    expect(await jobs()).toHaveLength(2)
  })
})
