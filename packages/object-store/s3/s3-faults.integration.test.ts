import { createHash, randomUUID } from 'node:crypto'
import { type Cut, FaultProxy } from '@aura-sign/testkit/fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { boundStore, type ObjectStore, openObjectStore } from '../index.ts'
import { openS3Store } from './open-s3-store.ts'
import { parseS3Url } from './parse-s3-url.ts'
import { S3Store } from './s3-store.ts'

let bucket: TestBucket
/** The same bucket without the proxy: what is really there. */
let direct: ObjectStore
beforeAll(async () => {
  bucket = await startTestBucket()
  direct = openObjectStore(bucket.url(), { credentials: bucket.credentials })
})
afterAll(() => bucket[Symbol.asyncDispose]())

const mebibyte = 2 ** 20
/** A busy machine takes a while over 8 MiB; only the connections that stall wait so long. */
const silenceMs = 2_000
const cuts: Cut[] = ['close', 'reset', 'stall']
/** In the middle of the head, at its end, and in the bytes. */
const places = [0, 300, 900, 70_000, 3 * mebibyte]

/** A part of the bucket that nobody else uses, with and without a proxy of its own before it. */
async function openOwnPlace() {
  const own = await FaultProxy.start(bucket.endpoint)
  const prefix = randomUUID()
  const url = bucket.url({ prefix, endpoint: own.through(bucket.endpoint) })
  return {
    proxy: own,
    store: openS3Store(parseS3Url(url), { credentials: bucket.credentials, silenceMs, attemptsMax: 3, limits }),
    direct: openObjectStore(bucket.url({ prefix }), { credentials: bucket.credentials }),
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  }
}

/** Bytes that are no repetition, so that a piece in the wrong place is seen. */
function content(sizeBytes: number): Buffer {
  const words = new Uint32Array(sizeBytes / 4)
  for (let index = 0; index < words.length; index += 1) words[index] = Math.imul(index + 1, 2_654_435_761)
  return Buffer.from(words.buffer)
}
async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 100_000) yield bytes.subarray(start, start + 100_000)
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const small = content(100_000)
/** Three parts, of the least size that S3 takes. */
const limits = { partBytes: 5 * mebibyte }
const large = content(11 * mebibyte)

async function bytesAt(store: ObjectStore, key: string): Promise<Buffer | null> {
  const found = await store.get(key)
  return found && Buffer.concat(await Array.fromAsync(found.body))
}

const puts: [string, Buffer, (store: ObjectStore) => Promise<unknown>][] = [
  ['put of a small object', small, (store) => store.put('key', chunksOf(small))],
  ['put of a large object', large, (store) => store.put('key', chunksOf(large))],
  ['conditional put of a small object', small, (store) => store.putIfAbsent('key', chunksOf(small))],
  ['conditional put of a large object', large, (store) => store.putIfAbsent('key', chunksOf(large))],
]

// Side by side: what stalls only waits.
describe.concurrent.each(cuts)('a connection that ends by %s', (cut) => {
  describe.each(puts)('during a %s', (_, bytes, put) => {
    it.each(places)('once after %i bytes of the request is made good', async (place) => {
      await using own = await openOwnPlace()
      own.proxy.cutAfter(place, { direction: 'request', cut })
      await put(own.store)
      expect(await bytesAt(own.direct, 'key').then((found) => found && sha256(found))).toBe(sha256(bytes))
    })

    it.each([0, 20])('once after %i bytes of the answer is made good', async (place) => {
      await using own = await openOwnPlace()
      own.proxy.cutAfter(place, { direction: 'response', cut })
      expect(await put(own.store)).not.toMatchObject({ ok: false })
      expect(await bytesAt(own.direct, 'key').then((found) => found && sha256(found))).toBe(sha256(bytes))
    })
  })

  it.each(puts)('every time fails a %s and leaves nothing of it', async (_, bytes, put) => {
    await using own = await openOwnPlace()
    own.proxy.cutAfter(bytes.length > mebibyte ? mebibyte : 1_000, {
      direction: 'request',
      cut,
      times: Number.POSITIVE_INFINITY,
    })
    await expect(put(own.store)).rejects.toMatchObject({ code: /^object_store_(failed|unreachable)$/ })
    expect(await own.direct.head('key')).toBeNull()
  })

  it.each([0, 200, 1_000, 70_000, 5 * mebibyte, large.length])(
    'once after %i bytes of an answer to get is made good',
    async (place) => {
      await using own = await openOwnPlace()
      await own.direct.put('key', large)
      own.proxy.cutAfter(place, { direction: 'response', cut })
      const found = await bytesAt(own.store, 'key')
      expect(found && sha256(found)).toBe(sha256(large))
    },
  )

  it('once within a range is made good', async () => {
    await using own = await openOwnPlace()
    await own.direct.put('key', large)
    own.proxy.cutAfter(mebibyte, { direction: 'response', cut })
    const range = { start: 1_000_001, end: 9_000_000 }
    const found = await own.store.get('key', { range })
    const bytes = Buffer.concat(await Array.fromAsync(found?.body ?? []))
    expect(sha256(bytes)).toBe(sha256(large.subarray(range.start, range.end + 1)))
  })

  it('every time without a byte is an error, never a short object', async () => {
    await using own = await openOwnPlace()
    await own.direct.put('key', large)
    const found = await own.store.get('key')
    own.proxy.cutAll(cut)
    own.proxy.cutAfter(0, { direction: 'response', cut, times: Number.POSITIVE_INFINITY })
    await expect(Array.fromAsync(found?.body ?? [])).rejects.toMatchObject({
      code: /^object_store_(failed|unreachable)$/,
    })
  })
})

describe('one after the other', () => {
  let proxy: FaultProxy
  beforeEach(async () => {
    proxy = await FaultProxy.start(bucket.endpoint)
  })
  afterEach(async () => {
    await proxy[Symbol.asyncDispose]()
    await bucket.empty()
  })

  const throughProxy = () => {
    const place = parseS3Url(bucket.url({ endpoint: proxy.through(bucket.endpoint) }))
    return openS3Store(place, { credentials: bucket.credentials, silenceMs, attemptsMax: 3, limits })
  }

  describe('a get that goes on in another request', () => {
    it('does not join two versions of an object', async () => {
      await direct.put('key', large)
      const found = await throughProxy().get('key')
      const chunks = found?.body[Symbol.asyncIterator]()
      await chunks?.next()
      await direct.put('key', content(large.length + 4))
      proxy.cutAll('reset')
      const rest = async () => {
        for (let chunk = await chunks?.next(); chunk && !chunk.done; chunk = await chunks?.next());
      }
      await expect(rest()).rejects.toMatchObject({ code: 'object_store_failed' })
    })
  })

  describe('what is given up', () => {
    it('holds no connection: a silent server', async () => {
      proxy.onPiece((_, { direction }) => (direction === 'response' ? 'stall' : undefined))
      const store = boundStore(throughProxy(), { silenceMs: 200 })
      const calls = [store.head('key'), store.list(''), store.put('key', small), store.put('large', chunksOf(large))]
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'object_store_failed' } })
      }
      await proxy.drained()
      expect(proxy.connections).toBe(0)
    })

    it('holds no connection: a body that the reader leaves', async () => {
      await direct.put('key', large)
      const found = await throughProxy().get('key')
      for await (const chunk of found?.body ?? []) {
        expect(chunk.length).toBeGreaterThan(0)
        break
      }
      await proxy.drained()
      expect(proxy.connections).toBe(0)
    })

    it('leaves no parts behind when the source breaks off', async () => {
      async function* broken() {
        yield* chunksOf(large)
        throw new Error('the source broke off')
      }
      await expect(throughProxy().put('key', broken())).rejects.toThrow('the source broke off')
      expect(await bucket.openUploads()).toEqual([])
      expect(await direct.head('key')).toBeNull()
    })

    it('leaves no parts behind when the hash is another one', async () => {
      const put = throughProxy().put('key', chunksOf(large), { sha256: sha256(small) })
      await expect(put).rejects.toMatchObject({ code: 'object_corrupt' })
      expect(await bucket.openUploads()).toEqual([])
    })

    it('leaves no parts behind when the caller no longer wants it', async () => {
      const controller = new AbortController()
      async function* aborting() {
        yield* chunksOf(large)
        controller.abort(new Error('no longer wanted'))
        yield* chunksOf(large)
      }
      const put = throughProxy().put('key', aborting(), { signal: controller.signal })
      await expect(put).rejects.toThrow('no longer wanted')
      expect(await bucket.openUploads()).toEqual([])
    })

    it('is swept away by a later writer when it was killed', async () => {
      const begun = { Bucket: bucket.bucket, Key: 'key' }
      await bucket.client.send(new CreateMultipartUploadCommand(begun))
      const store = new S3Store(parseS3Url(bucket.url()), { credentials: bucket.credentials })
      await store.sweep({ before: new Date(Date.now() - 3_600_000) })
      expect(await bucket.openUploads()).toEqual(['key'])
      await store.sweep({ before: new Date(Date.now() + 3_600_000) })
      expect(await bucket.openUploads()).toEqual([])
    })
  })

  describe('objects beyond what one request holds', () => {
    const narrow = {
      ...limits,
      singlePutBytesMax: 8 * mebibyte,
      copyBytesMax: 8 * mebibyte,
      copyPartBytes: 6 * mebibyte,
    }
    const open = () => new S3Store(parseS3Url(bucket.url()), { credentials: bucket.credentials, limits: narrow })

    it('are copied in parts, with the hash kept beside them', async () => {
      await open().put('key', chunksOf(large), { sha256: sha256(large) })
      expect(await open().copy('key', 'copy')).toMatchObject({ sizeBytes: large.length, sha256: sha256(large) })
      const found = await bytesAt(open(), 'copy')
      expect(found && sha256(found)).toBe(sha256(large))
      expect(await bucket.openUploads()).toEqual([])
    })

    it('are written in parts on a condition, too', async () => {
      expect(await open().putIfAbsent('key', chunksOf(large))).toMatchObject({ ok: true })
      expect(await open().putIfAbsent('key', chunksOf(large))).toEqual({ ok: false, reason: 'exists' })
      expect(await open().head('key')).toMatchObject({ sizeBytes: large.length, sha256: sha256(large) })
    })
  })

  describe('the hash kept beside an object', () => {
    it('finds a damaged byte without being asked to', async () => {
      await direct.put('key', small)
      await bucket.flipByte('key', 50_000)
      await expect(bytesAt(direct, 'key')).rejects.toMatchObject({ code: 'object_corrupt' })
    })
  })
})
