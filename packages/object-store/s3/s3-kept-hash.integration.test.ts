import { createHash } from 'node:crypto'
import { FaultProxy } from '@aura-sign/testkit/fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ObjectStore, openObjectStore } from '../index.ts'
import { keptHashKey } from './kept-hash-key.ts'
import { parseS3Url } from './parse-s3-url.ts'
import { S3Store } from './s3-store.ts'

let bucket: TestBucket
let store: ObjectStore
beforeAll(async () => {
  bucket = await startTestBucket()
  store = openObjectStore(bucket.url({ prefix: 'data' }), { credentials: bucket.credentials })
})
afterEach(() => bucket.empty())
afterAll(() => bucket[Symbol.asyncDispose]())

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const mebibyte = 2 ** 20
const sizes: [string, Buffer][] = [
  ['small', Buffer.alloc(100_000, 'aura')],
  ['large', Buffer.alloc(20 * mebibyte, 'aura')],
]
const large = Buffer.alloc(20 * mebibyte, 'sign')

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 100_000) yield bytes.subarray(start, start + 100_000)
}
async function read(from: ObjectStore, key: string): Promise<string | null> {
  const found = await from.get(key)
  return found && sha256(Buffer.concat(await Array.fromAsync(found.body)))
}
async function allKeys(): Promise<string[]> {
  const { Contents = [] } = await bucket.client.send(new ListObjectsV2Command({ Bucket: bucket.bucket }))
  return Contents.map(({ Key = '' }) => Key)
}
const keptHashes = async () => (await allKeys()).filter((key) => key.includes('.aura-sha256/'))

describe.each(sizes)('a %s object, streamed without its hash known,', (_, bytes) => {
  beforeEach(() => store.put('a/key', chunksOf(bytes)))

  it('has its hash in its head and is read whole', async () => {
    expect((await store.head('a/key'))?.sha256).toBe(sha256(bytes))
    expect((await store.get('a/key'))?.head.sha256).toBe(sha256(bytes))
    expect(await read(store, 'a/key')).toBe(sha256(bytes))
  })

  it('is refused when the server gives another byte back than it got', async () => {
    await bucket.flipByte('data/a/key', bytes.length - 7)
    await expect(read(store, 'a/key')).rejects.toMatchObject({ code: 'object_corrupt' })
  })

  it('is refused when a byte changes on its way', async () => {
    await using proxy = await FaultProxy.start(bucket.endpoint)
    const url = bucket.url({ prefix: 'data', endpoint: proxy.through(bucket.endpoint) })
    const between = openObjectStore(url, { credentials: bucket.credentials })
    expect(await read(between, 'a/key')).toBe(sha256(bytes))
    let left = 1
    proxy.onPiece((piece, { direction }) => {
      const place = piece.lastIndexOf('aura')
      if (direction !== 'response' || piece.length < 10_000 || left-- <= 0) return undefined
      piece[place] = (piece[place] ?? 0) ^ 1
      return undefined
    })
    await expect(read(between, 'a/key')).rejects.toMatchObject({ code: 'object_corrupt' })
  })

  it('takes its hash along into a copy, and is refused as a copy too when that is damaged', async () => {
    expect(await store.copy('a/key', 'b/copy')).toMatchObject({ sha256: sha256(bytes), sizeBytes: bytes.length })
    await store.delete('a/key')
    expect(await read(store, 'b/copy')).toBe(sha256(bytes))
    await bucket.flipByte('data/b/copy', 3)
    await expect(read(store, 'b/copy')).rejects.toMatchObject({ code: 'object_corrupt' })
  })
})

describe('the hash beside a large object', () => {
  it('is there before the object is, and of the same write, whoever else writes it', async () => {
    const others = Array.from({ length: 3 }, (_, index) => Buffer.alloc(9 * mebibyte, `writer ${index}`))
    let isOver = false
    const seen = new Set<string | null>()
    const reader = async () => {
      while (!isOver) seen.add(await read(store, 'key'))
    }
    const writers = Promise.all(others.map((bytes) => store.put('key', chunksOf(bytes)))).finally(() => {
      isOver = true
    })
    await Promise.all([reader(), writers])
    seen.add(await read(store, 'key'))
    seen.delete(null)
    expect(others.map(sha256)).toEqual(expect.arrayContaining([...seen]))
  })

  it('is no object of the store', async () => {
    await store.put('a/key', chunksOf(large))
    expect(await keptHashes()).toEqual([expect.stringMatching(/^data\/a\/\.aura-sha256\/key\/[0-9a-f-]{36}$/)])
    expect((await store.list('')).objects.map(({ key }) => key)).toEqual(['a/key'])
  })

  it('is missed when it is gone or empty, unless the caller knows the hash', async () => {
    await store.put('key', chunksOf(large))
    const [kept = ''] = await keptHashes()
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.bucket, Key: kept, Body: Buffer.alloc(0) }))
    await expect(store.get('key')).rejects.toMatchObject({ code: 'object_hash_missing' })
    await bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.bucket, Key: kept }))
    await expect(store.get('key')).rejects.toMatchObject({ code: 'object_hash_missing' })
    expect(await store.head('key')).not.toHaveProperty('sha256')
    expect(await store.copy('key', 'copy')).toMatchObject({ sizeBytes: large.length })
    await expect(store.get('copy')).rejects.toMatchObject({ code: 'object_hash_missing' })
    const known = await store.get('key', { sha256: sha256(large) })
    expect(sha256(Buffer.concat(await Array.fromAsync(known?.body ?? [])))).toBe(sha256(large))
    await store.delete('key')
    expect(await store.get('key')).toBeNull()
  })

  it('goes with its object, alone or among many, and none that belongs to another', async () => {
    for (const key of ['a/one', 'a/two', 'a/three', 'b/four']) await store.put(key, chunksOf(large))
    await store.delete('a/one')
    expect(await keptHashes()).toHaveLength(3)
    // Somebody is about to complete a new version.
    const pending = keptHashKey('data/a/two', '00000000-0000-4000-8000-000000000000')
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.bucket, Key: pending, Body: 'x' }))
    expect(await store.deleteMany(['a/two', 'b/four', 'c/absent'])).toEqual([])
    expect(await keptHashes()).toEqual([expect.stringContaining('a/.aura-sha256/three/'), pending])
    expect(await read(store, 'a/three')).toBe(sha256(large))
    expect(await store.deleteMany(['a/two', 'a/three'])).toEqual([])
    expect(await keptHashes()).toEqual([pending])
  })

  it('is not needed for a key too long to have one beside it', async () => {
    const url = bucket.url({ prefix: 'data' })
    const limits = { partBytes: 5 * mebibyte }
    const parts = new S3Store(parseS3Url(url), { credentials: bucket.credentials, limits })
    const key = `${'x'.repeat(200)}/`.repeat(4) + 'y'.repeat(200)
    await parts.put(key, chunksOf(large))
    expect(await allKeys()).toEqual([`data/${key}`])
    expect((await parts.head(key))?.sha256).toBe(sha256(large))
    expect(await read(parts, key)).toBe(sha256(large))
  })
})
