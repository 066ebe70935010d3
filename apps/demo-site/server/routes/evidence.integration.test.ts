import { createHash, randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { type IncomingMessage, request as openRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, type Logger } from '@aura-sign/core'
import { evidenceKey, evidenceSizeBytesMax } from '@aura-sign/identity'
import { type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contentDigest } from '../evidence/parse-content-digest.ts'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

const bytes = randomBytes(200_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const location = `/api/evidence/${sha256}`

/** What the site logged, with the level. */
const logged: unknown[][] = []
const logger: Logger = Object.assign(createLogger({ name: 'test', level: 'silent' }), {
  child: () => logger,
  ...Object.fromEntries(
    ['info', 'warn', 'error'].map((level) => [level, (...words: unknown[]) => logged.push([level, ...words])]),
  ),
})
/** Called once the store has all bytes of a file, and before it says so. */
let beforeStored = () => {}
/** Called at each part of a file that the store has taken. */
let whileStoring = () => {}
let folder: string
let site: TestSite
let origin: string
let cookie: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aura evidence '))
  const store = openFilesystemStore(folder)
  const finishing = Object.assign(openFilesystemStore(folder), {
    put: async (...[key, body, ...words]: Parameters<typeof store.put>) => {
      const written = await store.put(key, watched(body), ...words)
      beforeStored()
      return written
    },
  })
  site = await startTestSite({ objects: finishing, logger })
  origin = await site.listen()
  cookie = (await site.signIn()).cookie
})
async function* watched(body: Parameters<ObjectStore['put']>[1]) {
  for await (const part of body instanceof Uint8Array ? [body] : body) {
    yield part
    whileStoring()
  }
}
afterAll(async () => {
  await site?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => site.database.sql`truncate evidence cascade`)

const upload = (options: { body?: Uint8Array | ReadableStream | null; headers?: Record<string, string> } = {}) =>
  fetch(`${origin}/api/evidence`, {
    method: 'POST',
    body: 'body' in options ? (options.body ?? null) : bytes,
    headers: { cookie, origin: 'http://localhost:3000', 'content-type': 'application/pdf', ...options.headers },
    duplex: 'half',
  } as RequestInit)
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code]
/** Files of the store, whatever they are. */
const files = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

describe('POST /api/evidence', () => {
  it.each<[string, Record<string, string>]>([
    ['without a hash', {}],
    ['with its hash', { 'content-digest': contentDigest(sha256) }],
    ['with parameters of its type', { 'content-type': 'Text/Plain; charset=utf-8' }],
  ])('keeps a file sent %s under its SHA-256', async (_how, headers) => {
    const answer = await upload({ headers })
    expect([answer.status, answer.headers.get('location')]).toEqual([201, location])
    expect(await answer.json()).toMatchObject({ sha256, sizeBytes: bytes.length })
    expect(await files()).toEqual([sha256])
  })

  it('keeps a file whose length nobody said', async () => {
    const answer = await upload({ body: new Blob([bytes]).stream() })
    expect(await answer.json()).toMatchObject({ sha256, sizeBytes: bytes.length })
  })

  it('does not hurry a sender that has sent everything while the store finishes', async () => {
    const requests: IncomingMessage[] = []
    const see = (message: unknown) => requests.push((message as { request: IncomingMessage }).request)
    subscribe('http.server.request.start', see)
    const clocks: unknown[] = []
    beforeStored = () => {
      for (const { socket, complete } of requests) clocks.push([complete, socket.timeout ?? 0])
    }
    try {
      expect((await upload({ headers: { 'content-digest': contentDigest(sha256) } })).status).toBe(201)
    } finally {
      unsubscribe('http.server.request.start', see)
      beforeStored = () => {}
    }
    expect(clocks).toEqual([[true, 0]])
  })

  it.each<[string, Parameters<typeof upload>[0], number, string]>([
    ['a visitor', { headers: { cookie: '' } }, 401, 'session_required'],
    ['another site', { headers: { origin: 'https://evil.example' } }, 403, 'origin_refused'],
    ['a type that is not taken', { headers: { 'content-type': 'text/html' } }, 415, 'evidence_type_refused'],
    [
      'a hash of another file',
      { headers: { 'content-digest': contentDigest('0'.repeat(64)) } },
      400,
      'evidence_differs',
    ],
    ['a hash that is none', { headers: { 'content-digest': 'sha-256=nothing' } }, 400, 'request_invalid'],
    ['no bytes', { body: null }, 400, 'evidence_empty'],
  ])('refuses %s, and keeps nothing', async (_what, options, status, code) => {
    await rm(join(folder, 'data'), { recursive: true, force: true })
    expect(await codeOf(await upload(options))).toEqual([status, code])
    expect(await files()).toEqual([])
  })

  it('refuses a file that says it is too large before reading it', async () => {
    const sent = openRequest(`${origin}/api/evidence`, {
      method: 'POST',
      headers: {
        cookie,
        origin: 'http://localhost:3000',
        'content-type': 'application/pdf',
        'content-length': evidenceSizeBytesMax + 1,
      },
    })
    sent.on('error', () => undefined)
    sent.flushHeaders()
    const [answer] = await once(sent, 'response')
    expect(answer.statusCode).toBe(413)
    sent.destroy()
  })

  it('refuses a file that grows too large as it comes, and keeps nothing', async () => {
    await rm(join(folder, 'data'), { recursive: true, force: true })
    const mebibyte = Buffer.alloc(2 ** 20)
    async function* endless() {
      for (let sent = 0; sent <= evidenceSizeBytesMax + mebibyte.length; sent += mebibyte.length) yield mebibyte
    }
    expect(await codeOf(await upload({ body: ReadableStream.from(endless()) }))).toEqual([413, 'evidence_too_large'])
    expect(await files()).toEqual([])
  })

  it('keeps nothing of a file whose sender goes away half-way', async () => {
    await rm(join(folder, 'data'), { recursive: true, force: true })
    const sent = openRequest(`${origin}/api/evidence`, {
      method: 'POST',
      headers: {
        cookie,
        origin: 'http://localhost:3000',
        'content-type': 'application/pdf',
        'content-length': bytes.length,
      },
    })
    sent.on('error', () => undefined)
    sent.write(bytes.subarray(0, 100_000))
    await expect.poll(files, { timeout: 10_000 }).toHaveLength(1)
    logged.length = 0
    sent.destroy()
    await expect.poll(files, { timeout: 10_000 }).toEqual([])
    expect(await site.database.sql`select from evidence`).toHaveLength(0)
    await expect.poll(() => logged).toEqual([['info', { reason: expect.any(String) }, expect.any(String)]])
  })

  it('logs at level error what fails here while a file is on its way', async () => {
    logged.length = 0
    whileStoring = () => {
      throw new Error('the disk is full')
    }
    try {
      expect(await codeOf(await upload())).toEqual([500, 'internal_error'])
    } finally {
      whileStoring = () => {}
    }
    expect(logged).toEqual([
      ['error', { err: expect.objectContaining({ message: 'the disk is full' }) }, 'request failed'],
    ])
  })
})

describe('GET /api/evidence/{sha256}', () => {
  beforeEach(() => upload().then((answer) => answer.body?.cancel()))
  const get = (headers: Record<string, string> = {}, method = 'GET') => fetch(origin + location, { headers, method })

  it('serves the file to anybody, as an attachment that runs nowhere', async () => {
    const answer = await get()
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="${sha256}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'repr-digest': contentDigest(sha256),
      'accept-ranges': 'bytes',
    })
  })

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=199990-', 199_990, 200_000],
    ['bytes=-10', 199_990, 200_000],
  ])('serves the part %s', async (range, start, end) => {
    const answer = await get({ range })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes ${start}-${end - 1}/200000`])
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(start, end))).toBe(true)
  })

  it.each(['bytes=0-1,5-6', 'bytes=9-0', 'bytes=-', 'lines=1-2', `bytes=${'0-1,'.repeat(1_000)}0-1`])(
    'answers %s, which is no one part, with all of it',
    async (range) => {
      const answer = await get({ range })
      expect([answer.status, answer.headers.get('content-range')]).toEqual([200, null])
      expect((await answer.arrayBuffer()).byteLength).toBe(bytes.length)
    },
  )

  it('answers a range beyond its end with its size', async () => {
    const answer = await get({ range: 'bytes=200000-' })
    expect(answer.headers.get('content-range')).toBe('bytes */200000')
    expect(await codeOf(answer)).toEqual([416, 'range_unsatisfiable'])
  })

  it('serves all of it when the part is of another version', async () => {
    expect((await get({ range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
  })

  it('is not sent to who has it, and its head has no body', async () => {
    for (const tags of [`"${sha256}"`, `W/"${sha256}"`, `"a,b", W/"c" ,"${sha256}"`, '*']) {
      expect([tags, (await get({ 'if-none-match': tags })).status]).toEqual([tags, 304])
    }
    for (const tags of ['"other"', `"${sha256}`, sha256, '"*"', `"a, ${sha256}"`]) {
      expect([tags, (await get({ 'if-none-match': tags }, 'HEAD')).status]).toEqual([tags, 200])
    }
    const head = await get({}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(bytes.length),
      '',
    ])
  })

  it.each(['text/html\r\nset-cookie: a=b', 'text/\u0000html', 'text/ü', 'nothing', 'a/b; x="\u007f"'])(
    'serves what an unsigned copy calls %j as bytes of no type',
    async (mediaType) => {
      await site.database.sql`update evidence set media_type = ${mediaType.replace('\u0000', '\u0001')}`
      const answer = await get()
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect((await answer.arrayBuffer()).byteLength).toBe(bytes.length)
    },
  )

  it.each([
    [`/api/evidence/${'0'.repeat(64)}`, 404, 'evidence_not_found'],
    ['/api/evidence/abc', 400, 'request_invalid'],
    [`/api/evidence/${sha256.toUpperCase()}`, 400, 'request_invalid'],
  ])('%s is %i', async (path, status, code) => {
    expect(await codeOf(await fetch(origin + path))).toEqual([status, code])
  })

  it('says so when the object store has lost it', async () => {
    await rm(join(folder, evidenceKey(sha256)))
    expect(await codeOf(await get())).toEqual([503, 'evidence_lost'])
  })
})

describe('a site without an object store', () => {
  it('says that it has no place for files', async () => {
    await using without = await startTestSite()
    const answer = await without.request({ url: location })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'evidence_store_missing'])
  })
})

describe('what one account sends within a day', () => {
  const limit = 500_000
  const answerTo = (on: TestSite, cookie: string, body: Buffer) =>
    on.request({
      method: 'POST',
      url: '/api/evidence',
      payload: body,
      headers: { cookie, origin: 'http://localhost:3000', 'content-type': 'application/pdf' },
    })
  const file = (length: number) => randomBytes(length)

  it('is bounded, also by what is on its way, whether an attestation names it or not, and others and the next day are free', async () => {
    const objects = openFilesystemStore(folder)
    await using limited = await startTestSite({ objects, environment: { EVIDENCE_BYTES_PER_DAY: String(limit) } })
    const { cookie: mine } = await limited.signIn()
    const answers = await Promise.all(Array.from({ length: 12 }, () => answerTo(limited, mine, file(100_000))))
    const taken = answers.filter(({ statusCode }) => statusCode === 201)
    const refused = answers.filter(({ statusCode }) => statusCode !== 201)
    expect(taken.length).toBeLessThanOrEqual(5)
    for (const answer of refused) {
      expect([answer.statusCode, answer.json().code]).toEqual([429, 'evidence_quota_reached'])
    }
    for (let index = taken.length; index < 5; index += 1) {
      expect((await answerTo(limited, mine, file(100_000))).statusCode).toBe(201)
    }
    expect((await answerTo(limited, mine, file(1))).statusCode).toBe(429)
    const [row] = await limited.database.sql`select sum(size_bytes)::int as bytes from evidence`
    expect(row).toEqual({ bytes: limit })
    expect((await answerTo(limited, (await limited.signIn()).cookie, file(1))).statusCode).toBe(201)
    limited.clock.advanceMs(24 * 3_600_000 + 1)
    expect((await answerTo(limited, mine, file(limit))).statusCode).toBe(201)
  })
})
