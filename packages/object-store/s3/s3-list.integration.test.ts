import { HttpFaultProxy } from '@aura-sign/testkit/http-fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { listObjects, type ObjectStore, openObjectStore } from '../index.ts'

let bucket: TestBucket
let store: ObjectStore
beforeAll(async () => {
  bucket = await startTestBucket()
  store = openObjectStore(bucket.url({ prefix: 'data' }), { credentials: bucket.credentials })
})
afterEach(() => bucket.empty())
afterAll(() => bucket[Symbol.asyncDispose]())

describe('a listing', () => {
  const put = (Key: string) =>
    bucket.client.send(new PutObjectCommand({ Bucket: bucket.bucket, Key, Body: Buffer.alloc(0) }))
  const pageByPage = async (prefix: string) => {
    const found: string[] = []
    let after: string | undefined
    for (let page = 0; page < 20; page += 1) {
      const { objects, next } = await store.list(prefix, { limit: 1, ...(after !== undefined && { after }) })
      found.push(...objects.map(({ key }) => key))
      if (next === null) return found
      after = next
    }
    throw new Error('the listing does not end')
  }

  it('ends where others put markers of folders, at the prefix of the store too', async () => {
    for (const key of ['data/', 'data/a/', 'data/a/x', 'data/a//', 'data/b/', 'data/b/y']) await put(key)
    expect(await pageByPage('')).toEqual(['a/x', 'b/y'])
    expect(await pageByPage('a/')).toEqual(['a/x'])
  })

  it.each([
    ['repeats its page', '<Contents><Key>a</Key></Contents>', 'a'],
    ['goes back', '<Contents><Key>a</Key></Contents>', 'b'],
    ['has more, but none of it', '', undefined],
  ])('fails when the server %s for ever', async (_, contents, after) => {
    await using proxy = await HttpFaultProxy.start(bucket.endpoint)
    const page = `<ListBucketResult><IsTruncated>true</IsTruncated>${contents}</ListBucketResult>`
    proxy.plant(({ path }) => (path.includes('list-type=2') ? { status: 200, body: page } : undefined))
    const stuck = openObjectStore(bucket.url({ endpoint: proxy.url }), { credentials: bucket.credentials })
    await expect(stuck.list('', after === undefined ? {} : { after })).rejects.toMatchObject({
      code: 'object_store_failed',
      message: expect.stringContaining('goes on without getting any further'),
    })
    await expect(Array.fromAsync(listObjects(stuck, ''))).rejects.toMatchObject({ code: 'object_store_failed' })
  })
})
