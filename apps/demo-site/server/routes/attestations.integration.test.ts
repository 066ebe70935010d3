import { type EasObject, encodeSchemaData, encodeShareLink, readAttestation } from '@aura-sign/identity'
import {
  type AttestationToSign,
  signAttestation,
  signRevocation,
  testAccount,
} from '@aura-sign/identity/sign-attestation'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

let site: TestSite
let cookie: string
let noteSchema: `0x${string}`
let fileSchema: `0x${string}`
beforeAll(async () => {
  // Nobody listens there: a chain that cannot be asked.
  site = await startTestSite({
    environment: { CHAIN_RPC_URLS: '10=http://127.0.0.1:9', ATTESTATION_RATE_LIMIT_PER_MINUTE: '100000' },
  })
  cookie = (await site.signIn()).cookie
})
afterAll(() => site?.[Symbol.asyncDispose]())
beforeEach(async () => {
  await site.database.sql`truncate jobs, attestations, evidence, attestation_schemas cascade`
  noteSchema = (await post('/api/schemas', { schema: 'string note' })).json().uid
  fileSchema = (await post('/api/schemas', { schema: 'bytes32 evidence' })).json().uid
})

const attester = testAccount(1)
const recipient = testAccount(2).address
const origin = 'http://localhost:3000'
const post = (url: string, payload: unknown, headers: Record<string, string> = { cookie, origin }) =>
  site.request({
    method: 'POST',
    url,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': 'application/json', ...headers },
  })
const get = (url: string) => site.request({ method: 'GET', url })
const attest = (payload: unknown) => post('/api/attestations', payload)
const verify = (payload: unknown) => post('/api/attestations/verify', payload, {})
/** `string note` of "hello". */
const note =
  `0x${'20'.padStart(64, '0')}${'5'.padStart(64, '0')}${Buffer.from('hello').toString('hex').padEnd(64, '0')}` as const
const sign = (changes: AttestationToSign = {}) =>
  signAttestation(attester, {
    ...{
      schema: noteSchema,
      recipient,
      data: note,
      time: now() - 60n,
      ...changes,
    },
  })
const pathOf = ({ uid }: EasObject) => `/api/attestations/${attester.address}/${uid}`
const rows = async () => (await site.database.sql`select from attestations`).length
interface Page {
  attestations: { uid: string }[]
  nextCursor: string | null
}
interface Answer {
  statusCode: number
  json(): { code: string; errors?: { path: string; message: string }[] }
}
const problem = (answer: Answer) => [answer.statusCode, answer.json().code, answer.json().errors?.[0]?.path]
const now = () => BigInt(Math.floor(site.clock.now().getTime() / 1_000))

describe('POST /api/attestations', () => {
  it('keeps an attestation with 201, and gives the same with 200 from then on', async () => {
    const object = await sign()
    const first = await attest(object)
    expect([first.statusCode, first.headers.location]).toEqual([201, pathOf(object)])
    expect(first.json()).toEqual({
      ...{ attester: attester.address, uid: object.uid, format: 'offchain-v2', object, evidence: [] },
      ...{ acceptedAt: site.clock.now().toISOString(), journaled: false, revocation: null },
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
    expect(await rows()).toBe(1)
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
    expect(problem(await attest(larger))).toEqual([400, 'attestation_malformed', 'body.message.data'])
    const far = await attest({ ...object, padding: 'x'.repeat(300_000) })
    expect(problem(far)).toEqual([413, 'body_too_large', undefined])
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
    expect(problem(answer)).toEqual([status, code, path])
    expect(await rows()).toBe(0)
  })

  it.each<[string, () => AttestationToSign, string]>([
    ['made in the future', () => ({ time: now() + 3_600n }), 'body.message.time'],
    ['expired at birth', () => ({ expirationTime: now() - 120n }), 'body.message.expirationTime'],
    ['expired since', () => ({ expirationTime: now() - 10n }), 'body.message.expirationTime'],
    ['of a schema that is not known', () => ({ schema: `0x${'ab'.repeat(32)}` }), 'body.message.schema'],
    ['whose data does not fit its schema', () => ({ data: '0x1234' }), 'body.note'],
  ])('refuses one that is %s', async (_what, changes, path) => {
    expect(problem(await attest(await sign(changes())))).toEqual([422, 'attestation_not_valid', path])
    expect(await rows()).toBe(0)
  })

  it('refuses one that is revocable by a schema that is not', async () => {
    const { uid } = (await post('/api/schemas', { schema: 'string note', revocable: false })).json()
    expect(problem(await attest(await sign({ schema: uid })))).toEqual([
      422,
      'attestation_not_valid',
      'body.message.revocable',
    ])
    expect((await attest(await sign({ schema: uid, revocable: false }))).statusCode).toBe(201)
  })

  it('refuses a reference to what is not here with 409', async () => {
    const ground = await sign()
    const object = await sign({ refUID: ground.uid as `0x${string}` })
    expect(problem(await attest(object))).toEqual([409, 'attestation_reference_missing', 'body.message.refUID'])
    await attest(ground)
    expect((await attest(object)).statusCode).toBe(201)
  })

  it('refuses evidence that is not here with 409, and takes it once it is', async () => {
    const sha256 = 'ab'.repeat(32)
    const object = await sign({ schema: fileSchema, data: `0x${sha256}` })
    const refused = await attest(object)
    expect(problem(refused)).toEqual([409, 'attestation_evidence_missing', 'body.message.data'])
    expect(refused.json().detail).toContain(sha256)
    await site.database.sql`
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
    expect((await post('/api/attestations', object, { cookie, origin: 'https://evil.example' })).statusCode).toBe(403)
    expect(await rows()).toBe(0)
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

describe('GET /api/attestations', () => {
  it('gives pages that end, whatever comes in between', async () => {
    for (let index = 0; index < 5; index += 1) {
      await attest(await sign())
      site.clock.advanceMs(1)
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
    expect(problem(await get(`/api/attestations?${query}`))).toEqual([400, 'request_invalid', path])
  })

  it('knows nothing of the uid under another attester, and refuses what is no key', async () => {
    const object = await sign()
    await attest(object)
    expect(problem(await get(`/api/attestations/${recipient}/${object.uid}`))).toEqual([
      404,
      'attestation_not_found',
      undefined,
    ])
    expect(problem(await get(`/api/attestations/0x12/${object.uid}`))).toEqual([
      400,
      'request_invalid',
      'params.attester',
    ])
    expect(problem(await get(`/api/attestations/${recipient}/0x12`))).toEqual([400, 'request_invalid', 'params.uid'])
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
      { revokedAt: site.clock.now().toISOString(), journaled: false, object: revocation },
    ])
    site.clock.advanceMs(60_000)
    const later = await signRevocation(attester, object, { time: now() })
    expect((await post(`${pathOf(object)}/revoke`, later)).json()).toEqual(revoked.json())
    expect((await attest(object)).json()).toEqual(revoked.json())
    const verdict = (await verify(object)).json()
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
      [object, await signRevocation(attester, object, { time: now() + 3_600n }), 422, 'revocation_not_valid'],
      [fixed, await signRevocation(attester, fixed), 422, 'revocation_not_valid'],
      [object, { revoke: true }, 400, 'revocation_malformed'],
      [object, null, 400, 'revocation_malformed'],
      [await sign(), theirs, 404, 'attestation_not_found'],
    ]
    for (const [target, body, status, code] of cases) {
      const answer = await post(`${pathOf(target)}/revoke`, body)
      expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    }
    expect(await site.database.sql`select from attestations where revoked_at is not null`).toHaveLength(0)
    expect((await post(`${pathOf(object)}/revoke`, theirs, {})).statusCode).toBe(401)
  })
})

describe('POST /api/attestations/verify', () => {
  it('lists every check of what is not stored here, without a session', async () => {
    const object = await sign()
    const verdict = (await verify(object)).json()
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
      ...['reference', 'revocation'],
    ])
    expect(await rows()).toBe(0)
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
      expect(answer.json().checks).toHaveLength(12)
    }
    const optimism = await sign({ chainId: 10, contract: '0x4200000000000000000000000000000000000021' })
    const answer = await verify({ sig: { ...optimism, signature: '0x1234' }, signer: recipient })
    expect(answer.json()).toMatchObject({ ok: false, retryable: true })
    expect(problem(await verify({ shareLink: 'x' }))).toEqual([400, 'attestation_malformed', 'body.shareLink'])
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
    expect(problem(await get(`/api/schemas/0x${'1'.repeat(64)}`))).toEqual([404, 'schema_not_found', undefined])
  })
})
