import { openStackBucket } from '@aura-sign/testkit/test-bucket'
import { afterAll, describe } from 'vitest'
import { describeObjectStore } from '../contract/describe-object-store.ts'
import { openObjectStore } from '../index.ts'

describe.each(['objects', 'backups'] as const)("the native stack's bucket of %s, with its account", (name) => {
  const bucket = openStackBucket(name)
  afterAll(() => bucket[Symbol.asyncDispose]())

  describeObjectStore(bucket.bucket, async () => ({
    store: openObjectStore(bucket.url(), { credentials: bucket.credentials }),
    flipByte: (key, offset) => bucket.flipByte(key, offset),
    [Symbol.asyncDispose]: () => bucket.empty(),
  }))
})
