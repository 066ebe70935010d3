import { type EasObject, encodeSchemaData, encodeShareLink, readAttestation } from '@aura-sign/identity'
import type { AttestationToSign } from '@aura-sign/identity/sign-attestation'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type AttestationSite,
  attester,
  openAttestationSite,
  origin,
  pathOf,
  problemOf,
  recipient,
} from '../testing/open-attestation-site.ts'
import { startTestSite } from '../testing/start-test-site.ts'

let on: AttestationSite
let fileSchema: `0x${string}`
beforeAll(async () => {
  on = await openAttestationSite()
})
afterAll(() => on?.[Symbol.asyncDispose]())
beforeEach(async () => {
  fileSchema = (await on.empty()).fileSchema
})

const post: AttestationSite['post'] = (...request) => on.post(...request)
const attest = (payload: unknown) => post('/api/attestations', payload)
const get = (url: string) => on.get(url)
const sign: AttestationSite['sign'] = (changes) => on.sign(changes)

describe('POST /api/attestations', () => {
  it('keeps an attestation with 201, and gives the same with 200 from then on', async () => {
    const object = await sign()
    const first = await attest(object)
    expect([first.statusCode, first.headers.location]).toEqual([201, pathOf(object)])
    expect(first.json()).toEqual({
      ...{ attester: attester.address, uid: object.uid, format: 'offchain-v2', object, evidence: [] },
      ...{ acceptedAt: on.site.clock.now().toISOString(), journaled: false, revocation: null },
      shareLink: expect.stringContaining(`${origin}/#attestation=`),
    })
    const again = await attest(object)
    expect([again.statusCode, again.json()]).toEqual([200, first.json()])
    expect((await get(pathOf(object))).json()).toEqual(first.json())
  })

  it('keeps it once under 20 identical requests at the same time', async () => {
    const object = await sign()
    const answers = await Promise.all(Array.from({ length: 20 }, () => attest(object)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([...Array(19).fill(200), 201])
    expect(new Set(answers.map((answer) => JSON.stringify(answer.json()))).size).toBe(1)
    expect(await on.keptCount()).toBe(1)
  })

  it("takes EAS' other forms: sig and signer, and its share link", async () => {
    const one = await sign()
    expect((await attest({ sig: one, signer: attester.address })).statusCode).toBe(201)
    const other = await sign()
    const read = readAttestation(other)
    const link = encodeShareLink({
      attestation: read.ok ? read.attestation : expect.fail(),
      attester: attester.address,
    })
    const shareLink = `https://easscan.org/offchain/url/${link.ok ? link.fragment : ''}`
    const kept = await attest({ shareLink })
    expect([kept.statusCode, kept.json().object]).toEqual([201, other])
    expect((await attest({ shareLink: kept.json().shareLink })).statusCode).toBe(200)
  })

  it.each([
    [1, 'offchain-v1'],
    [0, 'legacy'],
  ] as const)('takes version %i and says that it is %s', async (version, format) => {
    const object = await sign({ version })
    const kept = await attest(object)
    expect([kept.statusCode, kept.json().format, kept.json().object]).toEqual([201, format, object])
  })

  it('takes the most data there is, and refuses a byte more, and what is larger than that can be', async () => {
    const bytes = (await post('/api/schemas', { schema: 'bytes blob' })).json()
    const fields = [{ name: 'blob', type: { kind: 'bytes', text: 'bytes', staticBytes: undefined } }] as const
    const encoded = encodeSchemaData(fields, [{ name: 'blob', value: `0x${'ab'.repeat(65_536 - 64)}` }])
    const data = encoded.ok ? encoded.data : expect.fail(encoded.detail)
    const object = await sign({ schema: bytes.uid, data })
    expect((await attest(object)).statusCode).toBe(201)
    const larger = await sign({ schema: bytes.uid, data: `${data}00` })
    expect(problemOf(await attest(larger))).toEqual([400, 'attestation_malformed', 'body.message.data'])
    const far = await attest({ ...object, padding: 'x'.repeat(300_000) })
    expect(problemOf(far)).toEqual([413, 'body_too_large', undefined])
    expect(far.json().detail).toContain('262144')
  })

  type Bad = [string, (object: EasObject) => unknown, number, string, string]
  const message = (changes: object) => (object: EasObject) => ({
    ...object,
    message: { ...object.message, ...changes },
  })
  const domain = (changes: object) => (object: EasObject) => ({ ...object, domain: { ...object.domain, ...changes } })
  const bad: Bad[] = [
    ['an altered field', message({ recipient: attester.address }), 422, 'attestation_not_valid', 'body.uid'],
    ['another chain', domain({ chainId: '5' }), 422, 'attestation_not_valid', 'body.domain'],
    [
      'a contract of its own',
      domain({ verifyingContract: attester.address }),
      422,
      'attestation_not_valid',
      'body.domain',
    ],
    ['another domain', domain({ name: 'EAS' }), 422, 'attestation_not_valid', 'body.domain.name'],
    [
      'types with EIP712Domain',
      (object) => ({ ...object, types: { ...object.types, EIP712Domain: [] } }),
      400,
      'attestation_malformed',
      'body.types',
    ],
    ['a time beyond uint64', message({ time: String(2n ** 64n) }), 400, 'attestation_malformed', 'body.message.time'],
    [
      'an expiration beyond uint64',
      message({ expirationTime: String(2n ** 70n) }),
      400,
      'attestation_malformed',
      'body.message.expirationTime',
    ],
    ['a number that is not exact', message({ time: 2 ** 60 }), 400, 'attestation_malformed', 'body.message.time'],
    [
      'a chain id beyond exact numbers',
      domain({ chainId: '9007199254740993' }),
      400,
      'attestation_malformed',
      'body.domain.chainId',
    ],
    ['a part nobody signed', message({ note: 'x' }), 400, 'attestation_malformed', 'body.message'],
    [
      'a circle of references',
      (object) => message({ refUID: object.uid })(object),
      422,
      'attestation_not_valid',
      'body.uid',
    ],
    ['another uid', (object) => ({ ...object, uid: `0x${'1'.repeat(64)}` }), 422, 'attestation_not_valid', 'body.uid'],
    [
      'another attester for its signer',
      (object) => ({ sig: object, signer: recipient }),
      422,
      'attestation_not_valid',
      'body.sig',
    ],
    ['a signer that is none', (object) => ({ sig: object }), 400, 'attestation_malformed', 'body.signer'],
    [
      'a signer that is no address',
      (object) => ({ sig: object, signer: '0x12' }),
      422,
      'attestation_not_valid',
      'body.signer',
    ],
    ['a share link that is none', () => ({ shareLink: 'x' }), 400, 'attestation_malformed', 'body.shareLink'],
    [
      'a signature of nothing',
      (object) => ({ ...object, signature: { r: `0x${'0'.repeat(64)}`, s: `0x${'0'.repeat(64)}`, v: 27 } }),
      422,
      'attestation_not_valid',
      'body',
    ],
    ['a list', () => [], 400, 'attestation_malformed', 'body'],
    ['null', () => null, 400, 'attestation_malformed', 'body'],
    ['text', () => '"text"', 400, 'attestation_malformed', 'body'],
  ]
  it.each(bad)('refuses %s, names it, and keeps nothing', async (_what, change, status, code, path) => {
    const answer = await attest(change(await sign()))
    expect(problemOf(answer)).toEqual([status, code, path])
    expect(await on.keptCount()).toBe(0)
  })

  it.each<[string, () => AttestationToSign, string]>([
    ['made in the future', () => ({ time: on.now() + 3_600n }), 'body.message.time'],
    ['expired at birth', () => ({ expirationTime: on.now() - 120n }), 'body.message.expirationTime'],
    ['expired since', () => ({ expirationTime: on.now() - 10n }), 'body.message.expirationTime'],
    ['of a schema that is not known', () => ({ schema: `0x${'ab'.repeat(32)}` }), 'body.message.schema'],
    ['whose data does not fit its schema', () => ({ data: '0x1234' }), 'body.message.data'],
  ])('refuses one that is %s', async (_what, changes, path) => {
    expect(problemOf(await attest(await sign(changes())))).toEqual([422, 'attestation_not_valid', path])
    expect(await on.keptCount()).toBe(0)
  })

  it('refuses one that is revocable by a schema that is not', async () => {
    const { uid } = (await post('/api/schemas', { schema: 'string note', revocable: false })).json()
    expect(problemOf(await attest(await sign({ schema: uid })))).toEqual([
      422,
      'attestation_not_valid',
      'body.message.revocable',
    ])
    expect((await attest(await sign({ schema: uid, revocable: false }))).statusCode).toBe(201)
  })

  it('refuses a reference to what is not here with 409', async () => {
    const ground = await sign()
    const object = await sign({ refUID: ground.uid as `0x${string}` })
    expect(problemOf(await attest(object))).toEqual([409, 'attestation_reference_missing', 'body.message.refUID'])
    await attest(ground)
    expect((await attest(object)).statusCode).toBe(201)
  })

  it('refuses evidence that is not here with 409, and takes it once it is', async () => {
    const sha256 = 'ab'.repeat(32)
    const object = await sign({ schema: fileSchema, data: `0x${sha256}` })
    const refused = await attest(object)
    expect(problemOf(refused)).toEqual([409, 'attestation_evidence_missing', 'body.message.data'])
    expect(refused.json().detail).toContain(sha256)
    await on.site.database.sql`
      insert into evidence (sha256, size_bytes, media_type, uploaded_at) values (${sha256}, 1, 'text/plain', now())`
    expect((await attest(object)).json()).toMatchObject({ evidence: [sha256] })
    const listed = await get(`/api/attestations?evidence=${sha256}`)
    expect(listed.json().attestations.map(({ uid }: { uid: string }) => uid)).toEqual([object.uid])
  })

  it('answers 503 where a contract wallet may have signed and the chain cannot be asked', async () => {
    const object = await sign({ chainId: 10, contract: '0x4200000000000000000000000000000000000021' })
    const answer = await attest({ sig: { ...object, signature: '0x1234' }, signer: recipient })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'chain_unavailable'])
    expect(JSON.stringify(answer.json())).not.toContain('127.0.0.1')
    expect((await attest(object)).statusCode).toBe(201)
  })

  it.each([
    ['nesting without end', `${'['.repeat(100_000)}`, 400, 'body_not_json'],
    ['a prototype', '{"__proto__": {"uid": 1}}', 400, undefined],
  ])('survives %s', async (_what, body, status, code) => {
    const answer = await attest(body)
    expect(answer.statusCode).toBe(status)
    if (code !== undefined) expect(answer.json().code).toBe(code)
  })

  it('needs a session, and the origin of the page', async () => {
    const object = await sign()
    expect((await post('/api/attestations', object, {})).statusCode).toBe(401)
    expect(
      (await post('/api/attestations', object, { cookie: on.cookie, origin: 'https://evil.example' })).statusCode,
    ).toBe(403)
    expect(await on.keptCount()).toBe(0)
  })

  it('is limited for each address, with revoking and verifying', async () => {
    await using limited = await startTestSite({ environment: { ATTESTATION_RATE_LIMIT_PER_MINUTE: '1' } })
    for (const url of [
      '/api/attestations',
      '/api/attestations/verify',
      `${pathOf(await sign())}/revoke`,
      '/api/schemas',
    ]) {
      const send = () => limited.request({ method: 'POST', url, payload: {} })
      await send()
      expect((await send()).statusCode).toBe(429)
    }
  })
})
