import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { afterAll, beforeAll, expect, it } from 'vitest'

let bucket: TestBucket
beforeAll(async () => {
  bucket = await startTestBucket()
})
afterAll(() => bucket[Symbol.asyncDispose]())

const mebibyte = 2 ** 20
const sizeMebibytes = 200
/** Four parts of 8 MiB on their way, the next one being put together, and what the collector has not yet seen. */
const heldMebibytesMax = 120
const program = fileURLToPath(new URL('../testing/stream-through.ts', import.meta.url))

it.each(['', 'conditional'])(
  'a %s put and a get of 200 MiB hold a small part of them',
  async (CONDITIONAL) => {
    const environment = {
      STORE_URL: bucket.url({ prefix: `streamed${CONDITIONAL}` }),
      ACCESS_KEY_ID: bucket.credentials.accessKeyId,
      SECRET_ACCESS_KEY: bucket.credentials.secretAccessKey,
      SIZE_MEBIBYTES: String(sizeMebibytes),
      CONDITIONAL,
    }
    const words = ['--max-old-space-size=64', program]
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: environment, timeout: 120_000 })
    const { sizeBytes, heldBytesMax } = JSON.parse(stdout)
    expect(sizeBytes).toBe(sizeMebibytes * mebibyte)
    expect(heldBytesMax).toBeLessThan(heldMebibytesMax * mebibyte)
  },
  180_000,
)
