import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@aura-sign/core'
import { embeddingJobKind, embedStatements, hashEmbedder, openaiEmbedder, seedIdentities } from '@aura-sign/identity'
import { runWorker } from '@aura-sign/jobs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vectorIndexProbe } from '../probes/vector-index.ts'
import { readHealth } from '../read-health.ts'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

const origin = 'http://localhost:3000'
const embedder = hashEmbedder()
let site: TestSite
let cookie = ''
beforeAll(async () => {
  site = await startTestSite()
  await seedIdentities(site.database.sql, embedder, { count: 300, seed: 'routes', now: site.clock.now() })
  cookie = (await site.signIn()).cookie
})
afterAll(() => site?.[Symbol.asyncDispose]())

const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  { payload, as = cookie }: { payload?: object | string; as?: string } = {},
) =>
  site.request({
    ...{
      method,
      url,
      headers: { cookie: as, origin, ...(payload !== undefined && { 'content-type': 'application/json' }) },
    },
    ...(payload !== undefined && { payload }),
  })
const similar = (payload: object | string) => ask('POST', '/api/similarity', { payload })
const found = async () => {
  const { results } = (await similar({ text: 'tidal marsh cartographer', k: 200 })).json()
  return results.map(({ address }: { address: string }) => address)
}

describe('POST /api/similarity', () => {
  const vector = Array(384).fill(0.1)
  const since = (createdSince: string) => ({ text: 'a', filter: { createdSince } })
  it.each<[string, object | string, number, string, string | undefined]>([
    ['k of 0', { text: 'a', k: 0 }, 400, 'request_invalid', 'body.k'],
    ['k of -1', { text: 'a', k: -1 }, 400, 'request_invalid', 'body.k'],
    ['k of a thousand million', { text: 'a', k: 1e9 }, 400, 'request_invalid', 'body.k'],
    ['a text of 1 MB', { text: 'a'.repeat(1_000_000) }, 413, 'body_too_large', undefined],
    ['a text over 2000 characters', { text: 'a'.repeat(2_001) }, 400, 'request_invalid', 'body.text'],
    ['NaN', `{"embedding":[NaN${',1'.repeat(383)}]}`, 400, 'body_not_json', undefined],
    ['infinity', `{"embedding":[1e999${',1'.repeat(383)}]}`, 400, 'request_invalid', 'body.embedding.0'],
    ['null in a vector', { embedding: [null, ...vector.slice(1)] }, 400, 'request_invalid', 'body.embedding.0'],
    ['a vector of zero length', { embedding: vector.map(() => 0) }, 400, 'request_invalid', 'body.embedding'],
    ['383 numbers', { embedding: vector.slice(1) }, 400, 'request_invalid', 'body.embedding'],
    [
      'a filter that there is none of',
      { text: 'a', filter: { mood: 'good' } },
      400,
      'request_invalid',
      'body.filter.mood',
    ],
    ['a misspelt field', { text: 'a', filters: {} }, 400, 'request_invalid', 'body.filters'],
    [
      'an attester of 39 digits',
      { text: 'a', filter: { attestedBy: `0x${'1'.repeat(39)}` } },
      400,
      'request_invalid',
      'body.filter.attestedBy',
    ],
    ['half a schema', { text: 'a', filter: { schema: '0x12' } }, 400, 'request_invalid', 'body.filter.schema'],
    ['chain 0', { text: 'a', filter: { chainId: 0 } }, 400, 'request_invalid', 'body.filter.chainId'],
    ['no date', since('yesterday'), 400, 'request_invalid', 'body.filter.createdSince'],
    ['the year 0', since('0000-01-01T00:00:00Z'), 400, 'request_invalid', 'body.filter.createdSince'],
    ['the year 10000', since('9999-12-31T23:59:59-23:59'), 400, 'request_invalid', 'body.filter.createdSince'],
    ['a similarity of 2', { text: 'a', minSimilarity: 2 }, 400, 'request_invalid', 'body.minSimilarity'],
  ])('refuses %s and says where', async (_name, payload, status, code, path) => {
    const answer = await similar(payload)
    expect([answer.statusCode, answer.json().code, answer.json().errors?.[0]?.path]).toEqual([status, code, path])
  })

  it('takes every filter, and finds nobody where nobody passes', async () => {
    const filter = {
      attestedBy: `0x${'1'.repeat(40)}`,
      schema: `0x${'A'.repeat(64)}`,
      chainId: 10,
      createdSince: '2020-01-01T00:00:00+02:00',
    }
    const answer = await similar({ embedding: vector, filter, minSimilarity: 0 })
    expect([answer.statusCode, answer.json()]).toEqual([200, { results: [], index: 'exact' }])
    const since = { createdSince: site.clock.now().toISOString() }
    expect((await similar({ text: 'a', k: 5, filter: since })).json().results).toHaveLength(5)
  })
})

describe('an identity that does not want to be found', () => {
  /** Computes what waits, with a worker as the site has it. */
  async function work(): Promise<void> {
    const { sql } = site.database
    const worker = runWorker({
      ...{ sql, clock: { ...site.clock, now: () => new Date() }, random: () => 0 },
      handlers: { [embeddingJobKind]: embedStatements(sql, embedder) },
      logger: createLogger({ name: 'test', level: 'silent' }),
    })
    worker.wake()
    const left = async () => (await sql`select from jobs where state in ('queued', 'running')`).length
    await expect.poll(left, { timeout: 20_000, interval: 10 }).toBe(0)
    await worker.stop({ drainTimeoutMs: 5_000 })
  }

  it('is gone from searches with the answer to its request, stays so, and comes back when it says so', async () => {
    const { account, cookie: as } = await site.signIn()
    const profile = async () => (await ask('GET', '/api/profile', { as })).json()
    await ask('PUT', '/api/profile', { as, payload: { statement: 'tidal marsh cartographer' } })
    await work()
    expect(await found()).toContain(account.address)

    const hidden = await ask('PUT', '/api/profile', { as, payload: { searchable: false } })
    expect(hidden.json()).toMatchObject({ statement: 'tidal marsh cartographer', searchable: false })
    expect(await found()).not.toContain(account.address)
    expect((await similar({ address: account.address })).json().code).toBe('embedding_missing')
    await ask('PUT', '/api/profile', { as, payload: { statement: 'tidal marsh cartographer again' } })
    await work()
    expect([await found(), (await profile()).embedding.state]).toEqual([
      expect.not.arrayContaining([account.address]),
      'none',
    ])

    await ask('PUT', '/api/profile', { as, payload: { searchable: true } })
    await work()
    expect(await found()).toContain(account.address)
  })

  it('takes what it says of itself with it when it deletes its profile', async () => {
    const { account, cookie: as } = await site.signIn()
    await ask('PUT', '/api/profile', { as, payload: { statement: 'tidal marsh cartographer' } })
    await work()
    expect((await ask('DELETE', '/api/profile', { as })).statusCode).toBe(204)
    expect(await found()).not.toContain(account.address)
    expect((await ask('GET', '/api/profile', { as })).json()).toMatchObject({
      statement: null,
      searchable: false,
      embedding: { state: 'none' },
    })
    const [kept] = await site.database.sql`
      select count(*)::int as vectors from embeddings join wallets using (user_id) where address = ${account.address.toLowerCase()}`
    expect(kept).toEqual({ vectors: 0 })
  })

  it('is not found by a vector that was being computed meanwhile', async () => {
    const { sql } = site.database
    const { account, cookie: as } = await site.signIn()
    await ask('PUT', '/api/profile', { as, payload: { statement: 'tidal marsh cartographer' } })
    const worker = runWorker({
      ...{ sql, clock: { ...site.clock, now: () => new Date() }, random: () => 0 },
      handlers: {
        [embeddingJobKind]: embedStatements(sql, {
          ...embedder,
          async embed(texts) {
            await ask('DELETE', '/api/profile', { as })
            return await embedder.embed(texts)
          },
        }),
      },
      logger: createLogger({ name: 'test', level: 'silent' }),
    })
    worker.wake()
    const left = async () => (await sql`select from jobs where state in ('queued', 'running')`).length
    await expect.poll(left, { timeout: 20_000, interval: 10 }).toBe(0)
    await worker.stop({ drainTimeoutMs: 5_000 })
    expect(await found()).not.toContain(account.address)
  })

  it('needs a session to say so, and something to say', async () => {
    expect((await ask('DELETE', '/api/profile', { as: '' })).json().code).toBe('session_required')
    expect((await ask('PUT', '/api/profile', { payload: {} })).json().code).toBe('request_invalid')
    expect((await ask('PUT', '/api/profile', { payload: { hidden: true } })).json().code).toBe('request_invalid')
  })
})

describe('the vector index in /api/health', () => {
  const health = async () =>
    await readHealth([vectorIndexProbe(site.database.sql, { model: embedder.model, clock: site.clock })])
  const search = async () => (await similar({ text: 'a gardener', k: 3 })).json()

  it('is degraded while there is none that is valid, and searches answer the same by comparing all', async () => {
    const { sql, superuser } = site.database
    expect([(await health()).status, (await search()).index]).toEqual(['ok', 'hnsw'])
    const { results } = await search()

    await superuser`update pg_index set indisvalid = false where indexrelid = 'embeddings_embedding_idx'::regclass`
    expect(await health()).toMatchObject({
      status: 'degraded',
      components: { vectors: { detail: expect.stringContaining('embeddings_embedding_idx is not valid') } },
    })
    expect(await search()).toEqual({ results, index: 'exact' })

    await sql`drop index embeddings_embedding_idx`
    expect((await health()).components.vectors).toMatchObject({ detail: expect.stringContaining('no vector index') })
    expect(await search()).toEqual({ results, index: 'exact' })

    await sql`create index embeddings_embedding_idx on embeddings using hnsw (embedding vector_l2_ops)`
    expect((await health()).components.vectors).toMatchObject({ detail: expect.stringContaining('another distance') })
    await sql`drop index embeddings_embedding_idx`

    await sql`create index embeddings_embedding_idx on embeddings using hnsw (embedding vector_cosine_ops)`
    expect([(await health()).status, await search()]).toEqual(['ok', { results, index: 'hnsw' }])
  })
})

describe('missing vectors in /api/health', () => {
  it('are counted, once they are more than merely on their way', async () => {
    const { sql } = site.database
    const probe = vectorIndexProbe(sql, { model: embedder.model, clock: site.clock })
    expect(await probe.check()).toEqual({ status: 'ok' })
    await ask('PUT', '/api/profile', { payload: { statement: 'just said', searchable: true } })
    expect(await probe.check()).toEqual({ status: 'ok' })
    await sql`delete from jobs`
    expect(await probe.check()).toMatchObject({
      status: 'degraded',
      detail: expect.stringMatching(/^1 of \d+ identities have no vector of hash-/),
    })
    const other = vectorIndexProbe(sql, { model: 'other', clock: site.clock })
    expect(await other.check()).toMatchObject({
      detail: expect.stringMatching(/^(\d+) of \1 identities have no vector of other/),
    })
    await ask('DELETE', '/api/profile')
    expect(await probe.check()).toEqual({ status: 'ok' })
  })
})

describe('POST /api/similarity while the embedding service misbehaves', () => {
  const vectors = (count: number) =>
    JSON.stringify({ data: Array.from({ length: count }, (_, index) => ({ index, embedding: Array(384).fill(1) })) })
  it.each<[string, (response: ServerResponse) => void]>([
    ['answers two vectors for one text', (response) => response.end(vectors(2))],
    ['answers none', (response) => response.end(vectors(0))],
    ['is overloaded', (response) => response.writeHead(429, { 'retry-after': '3600' }).end()],
    ['fails', (response) => response.writeHead(500).end('stack trace with sk-secret')],
    ['answers garbage', (response) => response.end('<html>')],
    ['hangs', () => undefined],
  ])('answers 503 and says nothing of it when the service %s', async (_name, answer) => {
    const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    try {
      const broken = openaiEmbedder({ url, model: 'm', attemptsMax: 1, timeoutMs: 300 })
      await using brokenSite = await startTestSite({ embedder: broken })
      const { cookie: as } = await brokenSite.signIn()
      const request = {
        method: 'POST',
        url: '/api/similarity',
        payload: { text: 'bees' },
        headers: { cookie: as, origin },
      } as const
      const problem = await brokenSite.request(request)
      expect([problem.statusCode, problem.json().code]).toEqual([503, 'service_unavailable'])
      expect(problem.body).not.toMatch(/127\.0\.0\.1|sk-secret|html/)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
