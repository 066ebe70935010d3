import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { openaiEmbedder } from './openai-embedder.ts'
import type { OpenaiEmbedderOptions } from './openai-embedder-options.ts'

interface Received {
  path: string | undefined
  authorization: string | undefined
  body: { model: string; input: string[]; dimensions?: number; encoding_format: string }
}

type Answer = (response: ServerResponse, received: Received) => void

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** Serves the answers one after the other, the last one for ever. */
async function serve(answers: Answer[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  server = createServer(async (request, response) => {
    const entry = { path: request.url, authorization: request.headers.authorization, body: await readBody(request) }
    received.push(entry)
    answers[Math.min(received.length, answers.length) - 1]?.(response, entry)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, received }
}

async function readBody(request: IncomingMessage): Promise<Received['body']> {
  const chunks = await request.toArray()
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

/** A vector that points along axis `at`, longer than one. */
const axis = (at: number) => Array.from({ length: 384 }, (_, index) => (index === at ? 5 : 0))
const vectorsOf = (texts: string[]) => texts.map((text, index) => ({ index, embedding: axis(Number(text)) }))
const good: Answer = (response, { body }) => response.end(JSON.stringify({ data: vectorsOf(body.input) }))
const status =
  (code: number, headers: Record<string, string> = {}, text = 'sk-secret'): Answer =>
  (response) =>
    response.writeHead(code, headers).end(text)
const json =
  (body: unknown): Answer =>
  (response) =>
    response.end(typeof body === 'string' ? body : JSON.stringify(body))

function embedder(url: string, options: Partial<OpenaiEmbedderOptions> = {}) {
  const waits: number[] = []
  const port = openaiEmbedder({
    url,
    model: 'test-model',
    random: () => 0,
    sleep: async (durationMs) => {
      waits.push(durationMs)
    },
    ...options,
  })
  return { port, waits }
}

describe('openaiEmbedder: the request', () => {
  it('posts the texts with model and key, and normalises what comes back', async () => {
    const { url, received } = await serve([good])
    const { port } = embedder(url, { apiKey: 'sk-test' })
    const [vector] = await port.embed(['7'])
    expect(vector?.[7]).toBe(1)
    expect(received).toEqual([
      {
        path: '/v1/embeddings',
        authorization: 'Bearer sk-test',
        body: { model: 'test-model', input: ['7'], encoding_format: 'float' },
      },
    ])
  })

  it('splits many texts into batches and keeps their order', async () => {
    const { url, received } = await serve([good])
    const vectors = await embedder(url, { batchSizeMax: 2 }).port.embed(['3', '1', '4', '5', '9'])
    expect(vectors.map((vector) => vector.indexOf(1))).toEqual([3, 1, 4, 5, 9])
    expect(received.map(({ body }) => body.input)).toEqual([['3', '1'], ['4', '5'], ['9']])
  })

  it('asks nobody for no texts', async () => {
    const { url, received } = await serve([good])
    expect(await embedder(url).port.embed([])).toEqual([])
    expect(received).toEqual([])
  })

  it('asks for 384 dimensions where the model needs it, and where told to', async () => {
    const { url, received } = await serve([good])
    await embedder(url, { model: 'text-embedding-3-small' }).port.embed(['1'])
    await embedder(url, { model: 'text-embedding-3-small', sendDimensions: false }).port.embed(['1'])
    await embedder(url, { model: 'nomic-embed-text', sendDimensions: true }).port.embed(['1'])
    expect(received.map(({ body }) => body.dimensions)).toEqual([384, undefined, 384])
  })

  it('puts vectors in the order of their index, not of their arrival', async () => {
    const { url } = await serve([
      (response, { body }) => response.end(JSON.stringify({ data: vectorsOf(body.input).reverse() })),
    ])
    const vectors = await embedder(url).port.embed(['3', '1', '4'])
    expect(vectors.map((vector) => vector.indexOf(1))).toEqual([3, 1, 4])
  })
})

describe('openaiEmbedder: retries', () => {
  it('waits as long as a 429 asks for, then succeeds', async () => {
    const { url, received } = await serve([status(429, { 'retry-after': '7' }), good])
    const { port, waits } = embedder(url)
    expect(await port.embed(['1'])).toHaveLength(1)
    expect(waits).toEqual([7_000])
    expect(received).toHaveLength(2)
  })

  it('understands a Retry-After date, and one in the past', async () => {
    const { url } = await serve([status(429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }), good])
    const { port, waits } = embedder(url)
    await port.embed(['1'])
    expect(waits).toEqual([0])
  })

  it('backs off by itself where Retry-After is missing or unreadable', async () => {
    const { url } = await serve([status(500), status(503, { 'retry-after': 'soon' }), good])
    const { port, waits } = embedder(url)
    await port.embed(['1'])
    expect(waits).toEqual([500, 1_000])
  })

  it('does not wait for a Retry-After of minutes: the job comes back later instead', async () => {
    const { url, received } = await serve([status(429, { 'retry-after': '3600' }), good])
    const { port, waits } = embedder(url)
    await expect(port.embed(['1'])).rejects.toMatchObject({ code: 'embedder_overloaded', parameters: { status: 429 } })
    expect(waits).toEqual([])
    expect(received).toHaveLength(1)
  })

  it('gives up after its attempts with the last status', async () => {
    const { url, received } = await serve([status(500)])
    await expect(embedder(url, { attemptsMax: 3 }).port.embed(['1'])).rejects.toMatchObject({
      code: 'embedder_overloaded',
      parameters: { status: 500 },
    })
    expect(received).toHaveLength(3)
  })

  it('survives a connection that is cut before and within an answer', async () => {
    const { url, received } = await serve([
      (response) => response.destroy(),
      (response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"data": [')
        response.destroy()
      },
      good,
    ])
    expect(await embedder(url).port.embed(['1'])).toHaveLength(1)
    expect(received).toHaveLength(3)
  })

  it('names a service that is not there', async () => {
    const { url } = await serve([good])
    server?.close()
    await expect(embedder(url, { attemptsMax: 2 }).port.embed(['1'])).rejects.toMatchObject({
      code: 'embedder_unreachable',
      parameters: { detail: 'ECONNREFUSED' },
    })
  })

  it.each([
    ['never answers', () => undefined],
    ['stalls within the answer', (response: ServerResponse) => response.write('{"data": [')],
  ])('gives up on a service that %s', async (_name, answer) => {
    const { url, received } = await serve([answer])
    await expect(embedder(url, { timeoutMs: 40, attemptsMax: 2 }).port.embed(['1'])).rejects.toMatchObject({
      code: 'embedder_unreachable',
      parameters: { detail: 'no complete answer within 40 ms' },
    })
    expect(received).toHaveLength(2)
  })

  it('stops at once when its caller does', async () => {
    const caller = new AbortController()
    const { url, received } = await serve([() => caller.abort(new Error('stopped'))])
    await expect(embedder(url, { attemptsMax: 1 }).port.embed(['1'], { signal: caller.signal })).rejects.toThrow(
      'stopped',
    )
    expect(received).toHaveLength(1)
  })
})

describe('openaiEmbedder: refusals and unusable answers are not repeated', () => {
  it.each([400, 401, 403, 404, 422])('status %i', async (code) => {
    const { url, received } = await serve([status(code)])
    await expect(embedder(url).port.embed(['1'])).rejects.toMatchObject({ code: 'embedder_refused' })
    expect(received).toHaveLength(1)
  })

  it('a redirect, which could carry statements elsewhere', async () => {
    const { url, received } = await serve([status(307, { location: '/v1/embeddings' })])
    await expect(embedder(url).port.embed(['1'])).rejects.toMatchObject({ code: 'embedder_refused' })
    expect(received).toHaveLength(1)
  })

  const valid = { index: 0, embedding: axis(1) }
  it.each([
    ['no JSON', '<html>', 'it is not JSON'],
    ['an empty body', '', 'it is not JSON'],
    ['NaN, which JSON does not know', '{"data": [{"index": 0, "embedding": [NaN]}]}', 'it is not JSON'],
    ['no data', { object: 'list' }, 'it has no list "data"'],
    ['null', 'null', 'it has no list "data"'],
    ['no vector', { data: [] }, '0 vectors for 1 texts'],
    ['too many vectors', { data: [valid, valid] }, '2 vectors for 1 texts'],
    ['a foreign index', { data: [{ ...valid, index: 1 }] }, 'the indexes of the vectors do not match the texts'],
    ['a short vector', { data: [{ index: 0, embedding: [1, 2, 3] }] }, 'a vector has 3 dimensions'],
    ['a long vector', { data: [{ index: 0, embedding: Array(1_536).fill(1) }] }, 'a vector has 1536 dimensions'],
    ['base64', { data: [{ index: 0, embedding: 'AAAA' }] }, 'an entry lacks "index" or "embedding"'],
    [
      'a number that overflows',
      `{"data": [{"index": 0, "embedding": [1e999${',1'.repeat(383)}]}]}`,
      'a vector is zero or holds a value that is not a finite number',
    ],
    [
      'null among the numbers',
      { data: [{ index: 0, embedding: [null, ...axis(1).slice(1)] }] },
      'a vector is zero or holds a value that is not a finite number',
    ],
    [
      'a zero vector',
      { data: [{ index: 0, embedding: Array(384).fill(0) }] },
      'a vector is zero or holds a value that is not a finite number',
    ],
  ])('%s', async (_name, body, detail) => {
    const { url, received } = await serve([json(body)])
    await expect(embedder(url).port.embed(['1'])).rejects.toMatchObject({
      code: 'embedder_response_invalid',
      parameters: { detail },
    })
    expect(received).toHaveLength(1)
  })

  it('two vectors for the same text', async () => {
    const { url } = await serve([json({ data: [valid, valid] })])
    await expect(embedder(url).port.embed(['1', '2'])).rejects.toMatchObject({ code: 'embedder_response_invalid' })
  })

  it('an answer without end', async () => {
    let cut = false
    const { url } = await serve([
      (response) => {
        const chunk = 'x'.repeat(64 * 1024)
        const pour = () => {
          while (!response.destroyed && response.write(chunk));
        }
        response.on('drain', pour).on('close', () => {
          cut = true
        })
        pour()
      },
    ])
    await expect(embedder(url).port.embed(['1'])).rejects.toMatchObject({ code: 'embedder_response_invalid' })
    await expect.poll(() => cut, { timeout: 4_000 }).toBe(true)
  })

  it('names neither key nor query nor body in an error', async () => {
    const { url } = await serve([status(401)])
    const error = await embedder(`${url}?token=t0ken`, { apiKey: 'sk-test' })
      .port.embed(['1'])
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'embedder_refused' })
    expect(inspect(error, { depth: 10 })).not.toMatch(/sk-|t0ken/)
  })

  it('a URL with credentials, without quoting it', () => {
    expect(() => embedder('http://user:hunter2@localhost/v1')).toThrow(/OPENAI_BASE_URL: must not contain credentials/)
  })
})
