import { randomUUID } from 'node:crypto'
import { freePort } from '@aura-sign/core'
import { HttpFaultProxy, type PlantedAnswer, type SeenRequest } from '@aura-sign/testkit/http-fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ObjectStore, openObjectStore } from '../index.ts'
import { conditionProbeKey } from './assert-condition-kept.ts'
import { parseS3Url } from './parse-s3-url.ts'
import { S3Store } from './s3-store.ts'

let bucket: TestBucket
beforeAll(async () => {
  bucket = await startTestBucket()
})
afterAll(() => bucket[Symbol.asyncDispose]())

const mebibyte = 2 ** 20
async function* chunksOf(count: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent += 1) yield Buffer.alloc(mebibyte, sent)
}

/** One call of each kind, small and large. */
const calls: Record<string, (store: ObjectStore) => Promise<unknown>> = {
  put: (store) => store.put('new', Buffer.from('x')),
  'put of a stream': (store) => store.put('new', chunksOf(9)),
  putIfAbsent: (store) => store.putIfAbsent('new', Buffer.from('x')),
  'putIfAbsent of a stream': (store) => store.putIfAbsent('new', chunksOf(9)),
  get: (store) => store.get('key'),
  'get of a range': (store) => store.get('key', { range: { start: 0, end: 1 } }),
  head: (store) => store.head('key'),
  list: (store) => store.list(''),
  copy: (store) => store.copy('key', 'copy'),
  delete: (store) => store.delete('key'),
  deleteMany: (store) => store.deleteMany(['key', 'other']),
}
const kinds = Object.entries(calls)

const xml = (code: string, message = 'planted') =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
const inTrouble = (status: number): PlantedAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: xml(status === 500 ? 'InternalError' : 'SlowDown'),
})
/** Not of the object with which the store finds out whether the server keeps conditions. */
const isWrite = (method: string, path: string) => method === 'PUT' && !path.includes(conditionProbeKey)
/** A part of the bucket that nobody else uses, with an object in it and a proxy of its own before it. */
async function openOwnPlace() {
  const own = await HttpFaultProxy.start(bucket.endpoint)
  const url = bucket.url({ prefix: randomUUID(), endpoint: own.url })
  const store = openObjectStore(url, { credentials: bucket.credentials })
  await store.put('key', Buffer.from('stored'))
  return { proxy: own, store, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() }
}

// Side by side: most of the time is pauses before another attempt.
describe.concurrent('a server that is too busy', () => {
  describe.each([500, 503, 429])('and answers %i', (status) => {
    it.each(kinds)('is asked again by %s', async (_, call) => {
      await using own = await openOwnPlace()
      own.proxy.plant(() => inTrouble(status), 2)
      await call(own.store)
      expect(own.proxy.seen.length).toBeGreaterThan(3)
    })
  })

  it.each(kinds)('is given up by %s after a bounded number of attempts', async (_, call) => {
    await using own = await openOwnPlace()
    const before = own.proxy.seen.length
    own.proxy.plant(({ headers }) => (String(headers['user-agent']).startsWith('aws-sdk') ? inTrouble(503) : undefined))
    await expect(call(own.store)).rejects.toMatchObject({ code: 'object_store_failed', message: /HTTP 503/ })
    expect(own.proxy.seen.length - before).toBeLessThanOrEqual(16)
  })
})

describe('one after the other', () => {
  let proxy: HttpFaultProxy
  beforeEach(async () => {
    proxy = await HttpFaultProxy.start(bucket.endpoint)
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await proxy[Symbol.asyncDispose]()
    await bucket.empty()
  })
  const throughProxy = () => openObjectStore(bucket.url({ endpoint: proxy.url }), { credentials: bucket.credentials })

  describe('what a person can meet', () => {
    it.each(kinds)('%s says that the secret is wrong', async (_, call) => {
      const store = openObjectStore(bucket.url(), { credentials: { ...bucket.credentials, secretAccessKey: 'wrong' } })
      await expect(call(store)).rejects.toMatchObject({
        code: 'object_store_credentials_refused',
        parameters: { detail: 'SignatureDoesNotMatch' },
      })
    })

    it('says that the account does not exist', async () => {
      const store = openObjectStore(bucket.url(), { credentials: { accessKeyId: 'NOBODY', secretAccessKey: 'x' } })
      await expect(store.put('key', Buffer.from('x'))).rejects.toMatchObject({
        code: 'object_store_credentials_refused',
        parameters: { detail: 'InvalidAccessKeyId' },
      })
    })

    it.each(kinds)('%s says that the account may not do that', async (_, call) => {
      proxy.plant(() => ({ status: 403, body: xml('AccessDenied') }))
      await expect(call(throughProxy())).rejects.toMatchObject({ code: 'object_store_access_denied' })
    })

    it.each(kinds)('%s says that there is no such bucket', async (_, call) => {
      const url = bucket.url().replace(bucket.bucket, 'aura-test-absent')
      const failed = { code: 'object_store_bucket_missing', parameters: { bucket: 'aura-test-absent' } }
      await expect(call(openObjectStore(url, { credentials: bucket.credentials }))).rejects.toMatchObject(failed)
    })

    it('says that nothing listens there', async () => {
      const port = await freePort()
      const url = bucket.url({ endpoint: `http://127.0.0.1:${port}` })
      await expect(openObjectStore(url, { credentials: bucket.credentials }).head('key')).rejects.toMatchObject({
        code: 'object_store_unreachable',
        message: expect.stringContaining('ECONNREFUSED'),
      })
    })

    it('says that what listens there is no S3 server', async () => {
      proxy.plant(() => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html><p>It works!</html>' }))
      await expect(throughProxy().list('')).rejects.toMatchObject({
        code: 'object_store_failed',
        parameters: { detail: expect.stringContaining('is not one of S3') },
      })
    })

    it('says that there is no account at all', async () => {
      // Where the SDK would look: nothing is there, and nobody is asked.
      for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nonexistent')
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined)
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
      const url = bucket.url({ endpoint: proxy.url })
      await expect(openObjectStore(url).head('key')).rejects.toMatchObject({
        code: 'object_store_credentials_missing',
        hint: expect.stringContaining('ACCESS_KEY_ID'),
      })
      expect(proxy.seen).toEqual([])
      vi.unstubAllEnvs()
    })

    it('says that a large object finds no room on its way, and writes nothing', async () => {
      vi.stubEnv('TMPDIR', '/nonexistent')
      await expect(throughProxy().putIfAbsent('new', chunksOf(9))).rejects.toMatchObject({
        code: 'object_spool_failed',
        parameters: { path: '/nonexistent' },
      })
      vi.unstubAllEnvs()
      expect(await throughProxy().head('new')).toBeNull()
      expect(proxy.seen.filter(({ method }) => method === 'PUT' || method === 'POST')).toEqual([])
    })

    describe('with a clock that is wrong', () => {
      afterEach(() => vi.useRealTimers())
      const setClockOffBy = (offsetMs: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offsetMs })

      it.each([-3_600_000, 7_200_000])('works by the time that the server names (%i ms)', async (offsetMs) => {
        setClockOffBy(offsetMs)
        const store = openObjectStore(bucket.url(), { credentials: bucket.credentials })
        await store.put('key', Buffer.from('x'))
        expect((await store.head('key'))?.sizeBytes).toBe(1)
      })

      it.each([
        [-3_600_000, '60 minutes behind'],
        [7_200_000, '120 minutes ahead of'],
      ])('says by how much it is off where that does not help (%i ms)', async (offsetMs, skew) => {
        setClockOffBy(offsetMs)
        const store = new S3Store(parseS3Url(bucket.url()), { credentials: bucket.credentials })
        // Whatever the SDK learns from the server.
        const stubborn = { get: () => 0, set: () => undefined }
        Object.defineProperty(store.connection.client.config, 'systemClockOffset', stubborn)
        const skewed = { code: 'object_store_clock_skewed', message: expect.stringContaining(skew) }
        await expect(store.put('key', Buffer.from('x'))).rejects.toMatchObject(skewed)
        await expect(store.head('key')).rejects.toMatchObject(skewed)
      })
    })
  })

  describe('a server in trouble', () => {
    beforeEach(() => throughProxy().put('key', Buffer.from('stored')))

    it.each([
      ['a small object', 1],
      ['a large object', 9],
    ])(
      'does not tell the winner of a conditional write that it lost, when its answer for %s was lost',
      async (_, count) => {
        proxy.plant(
          ({ method, path }) => (isWrite(method, path) ? { ...inTrouble(500), afterServer: true } : undefined),
          1,
        )
        const written = await throughProxy().putIfAbsent('won', chunksOf(count))
        expect(written).toMatchObject({ ok: true, object: { sizeBytes: count * mebibyte } })
        expect(await throughProxy().putIfAbsent('won', chunksOf(count))).toEqual({ ok: false, reason: 'exists' })
      },
    )

    it('knows an upload that it completed, when that answer was lost', async () => {
      const isCompletion = ({ method, path }: { method: string; path: string }) =>
        method === 'POST' && path.includes('uploadId=')
      proxy.plant((seen) => (isCompletion(seen) ? { ...inTrouble(500), afterServer: true } : undefined), 1)
      const written = await throughProxy().put('large', chunksOf(20))
      const found = await throughProxy().get('large', { sha256: written.sha256 })
      expect((await Array.fromAsync(found?.body ?? [])).reduce((sum, chunk) => sum + chunk.length, 0)).toBe(
        20 * mebibyte,
      )
    })

    it('repeats a conditional write that met another one', async () => {
      proxy.plant(
        ({ method, path }) =>
          isWrite(method, path) ? { status: 409, body: xml('ConditionalRequestConflict') } : undefined,
        2,
      )
      expect(await throughProxy().putIfAbsent('new', Buffer.from('x'))).toMatchObject({ ok: true })
    })

    it('deletes one by one where the server denies doing it at once, and reports what is denied then too', async () => {
      const store = throughProxy()
      const keys = Array.from({ length: 40 }, (_, index) => `many/${index}`)
      await Promise.all(keys.map((key) => store.put(key, Buffer.from('x'))))
      const isDenied = ({ method, path }: SeenRequest) =>
        method === 'POST' || (method === 'DELETE' && path.includes('many/7?'))
      proxy.plant((seen) => (isDenied(seen) ? { status: 403, body: xml('AccessDenied') } : undefined))
      expect(await store.deleteMany(keys)).toEqual([{ key: 'many/7', detail: 'AccessDenied' }])
      expect((await store.list('many/')).objects.map(({ key }) => key)).toEqual(['many/7'])
    })

    it('reports each object that it did not delete', async () => {
      const failure = '<Error><Key>data/b</Key><Code>AccessDenied</Code><Message>held by a lock</Message></Error>'
      proxy.plant(({ method }) =>
        method === 'POST' ? { status: 200, body: `<DeleteResult>${failure}</DeleteResult>` } : undefined,
      )
      const url = bucket.url({ endpoint: proxy.url, prefix: 'data' })
      const store = openObjectStore(url, { credentials: bucket.credentials })
      expect(await store.deleteMany(['a', 'b'])).toEqual([{ key: 'b', detail: 'AccessDenied: held by a lock' }])
    })
  })
})
