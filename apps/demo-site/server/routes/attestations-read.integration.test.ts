import { attestationUid, type EasObject, easObject, readAttestation } from '@aura-sign/identity'
import { signRevocation, testAccount } from '@aura-sign/identity/sign-attestation'
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

const post: AttestationSite['post'] = (...request) => on.post(...request)
const attest = (payload: unknown) => post('/api/attestations', payload)
const get = (url: string) => on.get(url)
const sign: AttestationSite['sign'] = (changes) => on.sign(changes)
const verify = (payload: unknown) => post('/api/attestations/verify', payload, {})
interface Page {
  attestations: { uid: string }[]
  nextCursor: string | null
}

describe('GET /api/attestations', () => {
  it('gives pages that end, whatever comes in between', async () => {
    for (let index = 0; index < 5; index += 1) {
      await attest(await sign())
      on.site.clock.advanceMs(1)
    }
    const found: string[] = []
    let url: string | null = `/api/attestations?recipient=${recipient}&attester=${attester.address}&limit=2`
    const first = url
    while (url !== null) {
      const page: Page = (await get(url)).json()
      found.push(...page.attestations.map(({ uid }) => uid))
      url = page.nextCursor === null ? null : `${first}&cursor=${page.nextCursor}`
      await attest(await sign())
    }
    expect(new Set(found).size).toBe(5)
  })

  it.each([
    ['recipient=0x12', 'querystring.recipient'],
    ['attester=vitalik.eth', 'querystring.attester'],
    ['schema=0x12', 'querystring.schema'],
    ['evidence=zz', 'querystring.evidence'],
    ['from=yesterday', 'querystring.from'],
    ['limit=101', 'querystring.limit'],
    ['limit=0', 'querystring.limit'],
    ['cursor=AAAA', 'querystring.cursor'],
  ])('refuses %s and names it', async (query, path) => {
    expect(problemOf(await get(`/api/attestations?${query}`))).toEqual([400, 'request_invalid', path])
  })

  it('knows nothing of the uid under another attester, and refuses what is no key', async () => {
    const object = await sign()
    await attest(object)
    expect(problemOf(await get(`/api/attestations/${recipient}/${object.uid}`))).toEqual([
      404,
      'attestation_not_found',
      undefined,
    ])
    expect(problemOf(await get(`/api/attestations/0x12/${object.uid}`))).toEqual([
      400,
      'request_invalid',
      'params.attester',
    ])
    expect(problemOf(await get(`/api/attestations/${recipient}/0x12`))).toEqual([400, 'request_invalid', 'params.uid'])
    expect((await get(pathOf(object).toLowerCase())).statusCode).toBe(200)
  })
})

describe('POST /api/attestations/{attester}/{uid}/revoke', () => {
  it('revokes for good, and everybody sees it', async () => {
    const object = await sign()
    await attest(object)
    const revocation = await signRevocation(attester, object)
    const revoked = await post(`${pathOf(object)}/revoke`, revocation)
    expect([revoked.statusCode, revoked.json().revocation]).toEqual([
      200,
      { revokedAt: on.site.clock.now().toISOString(), journaled: false, object: revocation },
    ])
    on.site.clock.advanceMs(60_000)
    const later = await signRevocation(attester, object, { time: on.now() })
    expect((await post(`${pathOf(object)}/revoke`, later)).json()).toEqual(revoked.json())
    expect((await attest(object)).json()).toEqual(revoked.json())
    const verdict = (await verify({ sig: object, signer: attester.address })).json()
    expect([verdict.ok, verdict.checks.at(-1)]).toMatchObject([
      false,
      { name: 'revocation', ok: false, reason: 'revoked' },
    ])
  })

  it('refuses another signer, another attestation, what is not revocable, and what is none', async () => {
    const object = await sign()
    const fixed = await sign({ revocable: false })
    for (const each of [object, fixed]) await attest(each)
    const theirs = await signRevocation(testAccount(9), object, { revoker: attester.address })
    const cases: [EasObject, unknown, number, string][] = [
      [object, theirs, 422, 'revocation_not_valid'],
      [object, await signRevocation(attester, fixed), 422, 'revocation_not_valid'],
      [object, await signRevocation(attester, object, { time: on.now() + 3_600n }), 422, 'revocation_not_valid'],
      [fixed, await signRevocation(attester, fixed), 422, 'revocation_not_valid'],
      [object, { revoke: true }, 400, 'revocation_malformed'],
      [object, null, 400, 'revocation_malformed'],
      [await sign(), theirs, 404, 'attestation_not_found'],
    ]
    for (const [target, body, status, code] of cases) {
      const answer = await post(`${pathOf(target)}/revoke`, body)
      expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    }
    expect(await on.site.database.sql`select from attestations where revoked_at is not null`).toHaveLength(0)
    expect((await post(`${pathOf(object)}/revoke`, theirs, {})).statusCode).toBe(401)
  })
})

describe('POST /api/attestations/verify', () => {
  it('lists every check of what is not stored here, without a session', async () => {
    const object = await sign()
    const verdict = (await verify({ sig: object, signer: attester.address })).json()
    expect(verdict).toMatchObject({
      ok: true,
      attester: attester.address,
      signer: 'eoa',
      format: 'offchain-v2',
      values: [{ name: 'note', type: 'string', value: 'hello' }],
      retryable: false,
      stored: null,
    })
    expect(verdict.checks.map(({ name }: { name: string }) => name)).toEqual([
      ...['shape', 'types', 'domain', 'uid', 'signature', 'times', 'expiry', 'schema', 'revocable', 'data'],
      ...['reference', 'evidence', 'revocation'],
    ])
    expect(await on.keptCount()).toBe(0)
  })

  it('of an object alone only says whose key made it, also when it was altered, its uid computed anew, and is kept here', async () => {
    const object = await sign()
    const read = readAttestation({ ...object, message: { ...object.message, recipient: attester.address } })
    const { attestation } = read.ok ? read : expect.fail()
    const altered = easObject({ ...attestation, uid: attestationUid(attestation) })
    for (const [alone, made] of [
      [object, attester.address],
      [altered, expect.stringMatching(/^0x/)],
    ] as const) {
      const verdict = (await verify(alone)).json()
      expect(verdict).toMatchObject({ ok: false, attester: made, stored: null })
      expect(verdict.checks.filter(({ ok }: { ok: boolean | null }) => ok === false)).toEqual([])
      expect(verdict.checks[4]).toEqual({
        ...{ name: 'signature', ok: null },
        detail: `made by the key of ${verdict.attester}; nobody said whose it should be`,
      })
    }
    expect((await verify({ sig: altered, signer: attester.address })).json()).toMatchObject({
      ok: false,
      attester: null,
    })
    for (const alone of [object, altered]) {
      const { attester: kept } = (await attest(alone)).json()
      const verdict = (await verify(alone)).json()
      expect(verdict).toMatchObject({ ok: false, stored: { attester: kept, uid: alone.uid } })
      expect(verdict.checks[4]).toMatchObject({ name: 'signature', ok: null })
    }
    expect((await verify({ sig: object, signer: attester.address })).json()).toMatchObject({ ok: true })
    expect((await verify({ sig: altered, signer: attester.address })).json()).toMatchObject({ ok: false, stored: null })
  })

  it('knows the one that is stored, takes its share link, and labels what earlier SDKs made', async () => {
    const object = await sign({ version: 1 })
    const kept = (await attest(object)).json()
    const verdict = (await verify({ shareLink: kept.shareLink })).json()
    expect(verdict).toMatchObject({ ok: true, format: 'offchain-v1', stored: kept })
  })

  it('gives a verdict on bad input too, and says what may be another later', async () => {
    const object = await sign()
    for (const body of [null, {}, { ...object, uid: object.message.schema }, { sig: object, signer: recipient }]) {
      const answer = await verify(body)
      expect([answer.statusCode, answer.json().ok]).toEqual([200, false])
      expect(answer.json().checks).toHaveLength(13)
    }
    const optimism = await sign({ chainId: 10, contract: '0x4200000000000000000000000000000000000021' })
    const answer = await verify({ sig: { ...optimism, signature: '0x1234' }, signer: recipient })
    expect(answer.json()).toMatchObject({ ok: false, retryable: true })
    expect(problemOf(await verify({ shareLink: 'x' }))).toEqual([400, 'attestation_malformed', 'body.shareLink'])
  })
})

describe('/api/schemas', () => {
  it('makes a schema known once, under the uid of its parts', async () => {
    const first = await post('/api/schemas', { schema: 'uint8 score, bool[] flags' })
    expect([first.statusCode, first.json()]).toMatchObject([
      201,
      {
        revocable: true,
        fields: [
          { name: 'score', type: 'uint8' },
          { name: 'flags', type: 'bool[]' },
        ],
      },
    ])
    const again = await post('/api/schemas', { schema: 'uint8 score, bool[] flags', resolver: `0x${'0'.repeat(40)}` })
    expect([again.statusCode, again.json()]).toEqual([200, first.json()])
    expect((await get(`/api/schemas/${first.json().uid}`)).json()).toEqual(first.json())
    const page = (await get('/api/schemas?limit=2')).json()
    expect(page.schemas).toHaveLength(2)
    const rest = (await get(`/api/schemas?limit=2&cursor=${page.nextCursor}`)).json()
    expect(rest).toMatchObject({ schemas: [expect.anything()], nextCursor: null })
  })

  it.each<[string, unknown, string, string]>([
    ['10,000 fields', { schema: Array(10_000).fill('bool a').join(',') }, 'body_too_large', ''],
    ['300 fields', { schema: Array(300).fill('bool a').join(',') }, 'schema_malformed', 'body.schema'],
    ['a type that is none', { schema: 'uint257 x' }, 'schema_malformed', 'body.schema'],
    ['a resolver that is no address', { schema: 'bool a', resolver: '0x12' }, 'request_invalid', 'body.resolver'],
    ['no text', {}, 'request_invalid', 'body.schema'],
  ])('refuses %s', async (_what, body, code, path) => {
    const answer = await post('/api/schemas', body)
    expect([400, 413]).toContain(answer.statusCode)
    expect(answer.json().code).toBe(code)
    if (path) expect(answer.json().errors[0].path).toBe(path)
  })

  it('needs a session, and knows no other uid', async () => {
    expect((await post('/api/schemas', { schema: 'bool a' }, {})).statusCode).toBe(401)
    expect(problemOf(await get(`/api/schemas/0x${'1'.repeat(64)}`))).toEqual([404, 'schema_not_found', undefined])
  })
})
