import { HttpFaultProxy } from '@aura-sign/testkit/http-fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ObjectStore, openObjectStore, readObject } from '../index.ts'
import { conditionProbeKey } from './assert-condition-kept.ts'
import { parseS3Url } from './parse-s3-url.ts'
import { S3Store } from './s3-store.ts'

let bucket: TestBucket
beforeEach(async () => {
  bucket = await startTestBucket()
})
afterEach(() => bucket[Symbol.asyncDispose]())

const ignored = { code: 'object_store_condition_ignored' }
const textOf = async (store: ObjectStore) => (await readObject(store, 'key', { maxBytes: 100 }))?.toString()
async function* large(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < 9; sent += 1) yield Buffer.alloc(2 ** 20, sent)
}

/** The store on a server that never hears of the condition, and so cannot keep it. */
function openUnconditional(): S3Store {
  const store = new S3Store(parseS3Url(bucket.url()), { credentials: bucket.credentials })
  store.connection.client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      delete headers['if-none-match']
      return next(args)
    },
    { step: 'build', name: 'testLoseCondition' },
  )
  return store
}

describe('a server that ignores the condition of a write', () => {
  it('is refused before anything is written, however large', async () => {
    const store = openUnconditional()
    await store.put('key', Buffer.from('first'))
    await expect(store.putIfAbsent('key', Buffer.from('second'))).rejects.toMatchObject(ignored)
    await expect(store.putIfAbsent('new', Buffer.from('new'))).rejects.toMatchObject(ignored)
    await expect(store.putIfAbsent('large', large())).rejects.toMatchObject(ignored)
    await expect(store.assertConditionKept()).rejects.toMatchObject(ignored)
    expect(await textOf(store)).toBe('first')
    expect((await store.list('')).objects.map(({ key }) => key)).toEqual(['key'])
  })

  it('is refused too when it begins to while the store is in use', async () => {
    await using proxy = await HttpFaultProxy.start(bucket.endpoint)
    const store = openObjectStore(bucket.url({ endpoint: proxy.url }), { credentials: bucket.credentials })
    expect(await store.putIfAbsent('key', Buffer.from('first'))).toMatchObject({ ok: true })
    proxy.plant(({ method, path }) =>
      method === 'PUT' && path.includes(conditionProbeKey) ? { status: 200 } : undefined,
    )
    await expect(store.putIfAbsent('other', Buffer.from('second'))).rejects.toMatchObject(ignored)
    expect(await store.head('other')).toBeNull()
  })

  it('overwrites nothing in a bucket with versions: where some servers ignore the condition, it is refused', async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await bucket.client.send(new PutBucketVersioningCommand({ Bucket: bucket.bucket, VersioningConfiguration }))
    const store = openObjectStore(bucket.url(), { credentials: bucket.credentials })
    await store.put('key', Buffer.from('first'))
    const isIgnored = (error: unknown) => expect(error).toMatchObject(ignored)
    const writes = Array.from({ length: 8 }, (_, index) =>
      store.putIfAbsent('key', Buffer.from(`writer ${index}`)).then(({ ok }) => expect(ok).toBe(false), isIgnored),
    )
    await Promise.all(writes)
    expect(await textOf(store)).toBe('first')
  })
})

describe('a server that keeps it', () => {
  it('is found to, by any number of writers at once, in a bucket and below a prefix, and shows nothing of the question', async () => {
    for (const prefix of ['', 'below/here']) {
      const store = openObjectStore(bucket.url({ prefix }), { credentials: bucket.credentials })
      await Promise.all(Array.from({ length: 8 }, () => store.assertConditionKept()))
      expect(await store.list('')).toEqual({ objects: [], next: null })
    }
  })
})
