import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { afterAll, beforeAll } from 'vitest'
import { describeObjectStore } from '../contract/describe-object-store.ts'
import { openObjectStore } from '../index.ts'

let bucket: TestBucket
beforeAll(async () => {
  bucket = await startTestBucket()
})
afterAll(() => bucket[Symbol.asyncDispose]())

describeObjectStore('an S3 server', async () => ({
  store: openObjectStore(bucket.url(), { credentials: bucket.credentials }),
  flipByte: (key, offset) => bucket.flipByte(key, offset),
  [Symbol.asyncDispose]: () => bucket.empty(),
}))

describeObjectStore('a prefix on an S3 server', async () => ({
  store: openObjectStore(bucket.url({ prefix: 'some where/below' }), { credentials: bucket.credentials }),
  flipByte: (key, offset) => bucket.flipByte(`some where/below/${key}`, offset),
  [Symbol.asyncDispose]: () => bucket.empty(),
}))
