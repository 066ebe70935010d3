import { createLogger, systemClock } from '@aura-sign/core'
import { embeddingJobKind, embedStatements, hashEmbedder, openaiEmbedder } from '@aura-sign/identity'
import { runWorker } from '@aura-sign/jobs'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

const origin = 'http://localhost:3000'
let site: TestSite

beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const put = (cookie: string, statement: unknown) =>
  site.request({ method: 'PUT', url: '/api/profile', payload: { statement } as object, headers: { cookie, origin } })
const similar = (cookie: string, payload: object) =>
  site.request({ method: 'POST', url: '/api/similarity', payload, headers: { cookie, origin } })

/** Runs a real worker until no embedding job is left. */
async function computeEmbeddings(): Promise<void> {
  const { sql } = site.database
  const worker = runWorker({
    sql,
    handlers: { [embeddingJobKind]: embedStatements(sql, hashEmbedder()) },
    logger: createLogger({ name: 'test', level: 'fatal' }),
    clock: systemClock,
    random: Math.random,
  })
  let left = 1
  while (left > 0) {
    const [row] = await sql<
      { left: number }[]
    >`select count(*)::int as left from jobs where state in ('queued', 'running')`
    left = row?.left ?? 0
  }
  await worker.stop({ drainTimeoutMs: 5_000 })
}

describe('PUT /api/profile', () => {
  it('stores the statement and its job together; a worker makes the embedding ready', async () => {
    const { cookie } = await site.signIn()
    const answer = await put(cookie, 'I restore old synthesizers and write firmware')
    expect([answer.statusCode, answer.json().embedding.state]).toEqual([200, 'pending'])
    await computeEmbeddings()
    const profile = await site.request({ method: 'GET', url: '/api/profile', headers: { cookie } })
    expect(profile.json()).toMatchObject({
      statement: 'I restore old synthesizers and write firmware',
      embedding: { state: 'ready', model: hashEmbedder().model },
    })
  })

  it.each([
    ['an empty statement', '   '],
    ['one that is too long', 'a'.repeat(2001)],
    ['one with control characters', 'a\u0000b'],
    ['one that is no text', 7],
  ])('answers %s with 400 and the field', async (_, statement) => {
    const { cookie } = await site.signIn()
    const answer = await put(cookie, statement)
    expect([answer.statusCode, answer.json().errors?.[0]?.path]).toEqual([400, 'body.statement'])
  })

  it('answers a visitor with 401', async () => {
    const answer = await site.request({ method: 'PUT', url: '/api/profile', payload: { statement: 'x' } })
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_required'])
  })
})

describe('POST /api/similarity', () => {
  it('finds the identity that says nearly the same first, and says what they share', async () => {
    const [baker, other, seeker] = await Promise.all([site.signIn(), site.signIn(), site.signIn()])
    await put(baker.cookie, 'Sourdough baker who maps medieval harbours')
    await put(other.cookie, 'Zero-knowledge proofs and compilers')
    await put(seeker.cookie, 'I bake sourdough and study medieval harbours')
    await computeEmbeddings()
    const answer = await similar(seeker.cookie, { address: seeker.account.address, k: 2 })
    expect(answer.statusCode).toBe(200)
    const [nearest] = answer.json().results
    expect(nearest.address).toBe(baker.account.address)
    expect(nearest.reasons[0].terms).toEqual(expect.arrayContaining(['sourdough', 'medieval', 'harbours']))
  })

  it.each([
    ['no query', {}, 400, 'request_invalid'],
    ['two queries', { text: 'a', embedding: Array(384).fill(1) }, 400, 'request_invalid'],
    ['an address of 39 digits', { address: '0x742d35Cc6634C0532925a3b844Bc9e7595f0bEb' }, 400, 'request_invalid'],
    ['a vector of another length', { embedding: [1, 2] }, 400, 'request_invalid'],
    ['a vector of zeros', { embedding: Array(384).fill(0) }, 400, 'request_invalid'],
    ['more results than there may be', { text: 'a', k: 201 }, 400, 'request_invalid'],
    ['an unknown address', { address: privateKeyToAccount(generatePrivateKey()).address }, 404, 'identity_unknown'],
  ])('answers %s clearly', async (_, payload, status, code) => {
    const { cookie } = await site.signIn()
    const answer = await similar(cookie, payload)
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
  })

  it('says that an identity without a statement has nothing to compare', async () => {
    const { cookie, account } = await site.signIn()
    const answer = await similar(cookie, { address: account.address })
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'embedding_missing'])
  })
})

describe('POST /api/similarity while the embedding service is down', () => {
  it('answers 503 without saying where that service is', async () => {
    const embedder = openaiEmbedder({ url: 'http://127.0.0.1:9/v1', model: 'm', attemptsMax: 1 })
    await using broken = await startTestSite({ embedder })
    const { cookie } = await broken.signIn()
    const headers = { cookie, origin }
    const answer = await broken.request({ method: 'POST', url: '/api/similarity', payload: { text: 'bees' }, headers })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'service_unavailable'])
    expect(answer.body).not.toContain('127.0.0.1')
  })
})

describe('a test job', () => {
  it('is accepted without a session, and can be followed', async () => {
    const accepted = await site.request({ method: 'POST', url: '/api/workers/test' })
    expect(accepted.statusCode).toBe(202)
    const { jobId } = accepted.json()
    const job = await site.request({ method: 'GET', url: `/api/workers/jobs/${jobId}` })
    expect(job.json()).toMatchObject({ id: jobId, kind: 'test', state: 'queued' })
  })

  it('of another kind is nobody else’s business', async () => {
    const { cookie } = await site.signIn()
    await put(cookie, 'Something private')
    const [row] = await site.database.sql`select id from jobs where kind = ${embeddingJobKind} limit 1`
    const answer = await site.request({ method: 'GET', url: `/api/workers/jobs/${row?.id}` })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'job_not_found'])
  })
})

it('a profile is deleted by a request that says it is JSON and has no body, and no other takes such a one', async () => {
  const { cookie } = await site.signIn()
  await put(cookie, 'Soon gone')
  const send = (method: 'DELETE' | 'PUT' | 'POST', payload?: string) =>
    site.request({
      ...{ method, url: method === 'POST' ? '/api/auth/nonce' : '/api/profile' },
      headers: { cookie, origin, 'content-type': 'application/json' },
      ...(payload !== undefined && { payload }),
    })
  expect((await send('DELETE')).statusCode).toBe(204)
  expect((await send('DELETE', '')).statusCode).toBe(204)
  for (const answer of [await send('DELETE', '{'), await send('PUT', ''), await send('POST', '')])
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'body_not_json'])
})
