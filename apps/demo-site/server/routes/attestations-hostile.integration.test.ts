import type { EasObject } from '@aura-sign/identity'
import { signRevocation } from '@aura-sign/identity/sign-attestation'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type AttestationSite,
  attester,
  openAttestationSite,
  pathOf,
  problemOf,
  recipient,
} from '../testing/open-attestation-site.ts'

let on: AttestationSite
beforeAll(async () => {
  on = await openAttestationSite()
})
afterAll(() => on?.[Symbol.asyncDispose]())
beforeEach(async () => {
  await on.empty()
})

const attest = (payload: unknown) => on.post('/api/attestations', payload)
const verify = (payload: unknown) => on.post('/api/attestations/verify', payload, {})
const nested = (depth: number) => `${'{"message":'.repeat(depth)}1${'}'.repeat(depth)}`
const baseContract = '0x4200000000000000000000000000000000000021'
/** With a part written before or after the object's own of that name: JSON has both, and readers differ in which they take. */
const twice = (object: EasObject, { name, value, first }: { name: string; value: unknown; first: boolean }) => {
  const [own, other] = [JSON.stringify(object).slice(1, -1), `${JSON.stringify(name)}:${JSON.stringify(value)}`]
  return first ? `{${other},${own}}` : `{${own},${other}}`
}

describe('what is sent to harm', () => {
  it.each<[string, (object: EasObject) => string, string | undefined]>([
    ['20,000 objects in each other', () => nested(20_000), 'body.types'],
    [
      'as many lists for its message',
      (object) =>
        twice(object, { name: 'message', value: [], first: false }).replace(
          '"message":[]',
          `"message":${'['.repeat(20_000)}${']'.repeat(20_000)}`,
        ),
      'body.message',
    ],
    [
      'as many objects for its types',
      (object) =>
        twice(object, { name: 'types', value: 0, first: false }).replace('"types":0', `"types":${nested(20_000)}`),
      'body.types',
    ],
    [
      '200,000 digits for its time',
      (object) => JSON.stringify({ ...object, message: { ...object.message, time: '9'.repeat(200_000) } }),
      'body.message.time',
    ],
    [
      'as many digits that are no text',
      (object) =>
        JSON.stringify({ ...object, message: { ...object.message, time: 0 } }).replace(
          '"time":0',
          `"time":${'9'.repeat(200_000)}`,
        ),
      'body.message.time',
    ],
    [
      'a number beyond all',
      (object) =>
        JSON.stringify({ ...object, message: { ...object.message, time: 0 } }).replace('"time":0', '"time":1e999'),
      'body.message.time',
    ],
    [
      '200,000 digits for its chain',
      (object) => JSON.stringify({ ...object, domain: { ...object.domain, chainId: '1'.repeat(200_000) } }),
      'body.domain.chainId',
    ],
    [
      'a time in Arabic digits',
      (object) => JSON.stringify({ ...object, message: { ...object.message, time: '١٢٣' } }),
      'body.message.time',
    ],
    [
      'a time with a sign',
      (object) => JSON.stringify({ ...object, message: { ...object.message, time: '+1' } }),
      'body.message.time',
    ],
    [
      'a uid that begins with 0X',
      (object) => JSON.stringify({ ...object, uid: object.uid.replace('0x', '0X') }),
      'body.uid',
    ],
    [
      'a uid in capitals',
      (object) => JSON.stringify({ ...object, uid: `0x${object.uid.slice(2).toUpperCase()}` }),
      'body.uid',
    ],
    [
      'a schema in capitals',
      (object) =>
        JSON.stringify({
          ...object,
          message: { ...object.message, schema: `0x${String(object.message.schema).slice(2).toUpperCase()}` },
        }),
      'body.message.schema',
    ],
    [
      'an address of a wrong case',
      (object) =>
        JSON.stringify({
          ...object,
          message: { ...object.message, recipient: recipient.replace(/[A-Fa-f](?=[^A-Fa-f]*$)/, swapped) },
        }),
      'body.message.recipient',
    ],
  ])('is refused as 400 and kept nowhere: %s', async (_what, write, path) => {
    const body = write(await on.sign({ schema: `0x${'ab'.repeat(32)}` }))
    expect(problemOf(await attest(body))).toEqual([400, 'attestation_malformed', path])
    const verdict = await verify(body)
    expect([verdict.statusCode, verdict.json().ok]).toEqual([200, false])
    expect(await on.keptCount()).toBe(0)
  })

  it.each([
    'string naïve',
    'string ｎote',
    'string n\u200bote',
    'string \u202enote',
    'ѕtring note',
    'string note\u0000',
    'string 🦄',
  ])('is refused as the name of a field in a schema: %j', async (schema) => {
    expect(problemOf(await on.post('/api/schemas', { schema }))).toEqual([400, 'schema_malformed', 'body.schema'])
  })
})

describe('an attestation', () => {
  it('is the last of two parts of one name, as it is verified: no other is kept', async () => {
    const object = await on.sign()
    const message = { ...object.message, recipient: attester.address }
    const refused = await attest(twice(object, { name: 'message', value: message, first: false }))
    expect(problemOf(refused)).toEqual([422, 'attestation_not_valid', 'body.uid'])
    const kept = await attest(twice(object, { name: 'message', value: message, first: true }))
    expect([kept.statusCode, kept.json().object]).toEqual([201, object])
  })

  it('is one in whatever case its addresses are written, and is found by each', async () => {
    const object = await on.sign()
    const kept = await attest(object)
    const lower = { ...object, message: { ...object.message, recipient: recipient.toLowerCase() } }
    const signer = attester.address.toLowerCase()
    for (const form of [lower, { sig: lower, signer }]) {
      const again = await attest(form)
      expect([again.statusCode, again.json()]).toEqual([200, kept.json()])
    }
    for (const address of [signer, attester.address]) {
      expect((await on.get(`/api/attestations/${address}/${object.uid}`)).json()).toEqual(kept.json())
    }
    const shouted = `0x${object.uid.slice(2).toUpperCase()}`
    expect((await on.get(`/api/attestations/${signer}/${shouted}`)).statusCode).toBe(400)
    expect(await on.keptCount()).toBe(1)
  })

  it('is kept once under 50 requests at the same time, in all its forms', async () => {
    const object = await on.sign()
    const forms = [object, { sig: object, signer: attester.address.toLowerCase() }]
    const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => attest(forms[number % 2])))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([...Array(49).fill(200), 201])
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    expect(await on.keptCount()).toBe(1)
  })

  it('stays the first of two that its attester signed with one uid, and the second is refused', async () => {
    const object = await on.sign()
    // A uid says nothing of the chain.
    const { schema, recipient: to, data, salt } = object.message as Record<string, `0x${string}`>
    const same = { schema, recipient: to, data, salt, time: BigInt(String(object.message.time)) } as object
    const other = await on.sign({ ...same, chainId: 8_453, contract: baseContract })
    expect(other.uid).toBe(object.uid)
    expect((await attest(object)).statusCode).toBe(201)
    const second = await attest(other)
    expect(problemOf(second)).toEqual([409, 'attestation_differs', 'body.uid'])
    expect(problemOf(await attest({ sig: other, signer: attester.address }))).toEqual([
      ...[409, 'attestation_differs', 'body.sig.uid'],
    ])
    expect((await attest(object)).statusCode).toBe(200)
    expect(await on.keptCount()).toBe(1)
    const named = { sig: other, signer: attester.address }
    const verdict = (await verify(named)).json()
    expect([verdict.ok, verdict.stored, verdict.checks.at(-1)]).toMatchObject([
      ...[true, null, { name: 'revocation', ok: null, detail: expect.stringContaining('is another') }],
    ])
    await on.post(`${pathOf(object)}/revoke`, await signRevocation(attester, object))
    expect((await verify(named)).json()).toMatchObject({ ok: false, stored: null })
  })

  it('of which a revocation came first is valid until that comes again', async () => {
    const object = await on.sign()
    const revocation = await signRevocation(attester, object)
    const early = await on.post(`${pathOf(object)}/revoke`, revocation)
    expect([early.statusCode, early.json().code]).toEqual([404, 'attestation_not_found'])
    expect((await attest(object)).json()).toMatchObject({ revocation: null })
    expect((await verify({ sig: object, signer: attester.address })).json().ok).toBe(true)
    expect((await on.post(`${pathOf(object)}/revoke`, revocation)).statusCode).toBe(200)
    expect((await verify({ sig: object, signer: attester.address })).json().ok).toBe(false)
  })

  it.each([
    [1, 'offchain-v1'],
    [0, 'legacy'],
  ] as const)('of version %i is verified and labelled %s wherever it is shown', async (version, format) => {
    const object = await on.sign({ version })
    expect((await verify({ sig: object, signer: attester.address })).json()).toMatchObject({
      ...{ ok: true, format, stored: null },
    })
    expect((await attest(object)).json()).toMatchObject({ format })
    expect((await on.get(pathOf(object))).json()).toMatchObject({ format })
    expect((await on.get('/api/attestations')).json().attestations).toMatchObject([{ format }])
    const altered = { ...object, message: { ...object.message, recipient: attester.address } }
    expect((await verify(altered)).json()).toMatchObject({ ok: false })
  })
})

function swapped(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
}
