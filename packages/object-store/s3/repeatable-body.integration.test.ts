import { join } from 'node:path'
import { HttpFaultProxy, type SeenRequest } from '@aura-sign/testkit/http-fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openObjectStore, repeatableBody } from '../index.ts'
import { readObject } from '../read-object.ts'

let bucket: TestBucket
beforeAll(async () => {
  bucket = await startTestBucket()
})
afterAll(() => bucket[Symbol.asyncDispose]())
afterEach(() => vi.unstubAllEnvs())

const mebibyte = 2 ** 20
const sizeBytes = 9 * mebibyte

async function* chunks(fill = 'aura'): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < sizeBytes; sent += mebibyte) yield Buffer.alloc(mebibyte, fill)
}

const openStore = (options: { prefix: string; endpoint?: string }) =>
  openObjectStore(bucket.url(options), { credentials: bucket.credentials })

describe('a conditional put of a body that can be read again', () => {
  it('needs no room on the disk, where that of any other stream does', async () => {
    vi.stubEnv('TMPDIR', join(import.meta.dirname, 'absent'))
    const store = openStore({ prefix: 'no-disk' })
    await expect(store.putIfAbsent('once', chunks())).rejects.toMatchObject({ code: 'object_spool_failed' })
    const written = await store.putIfAbsent('again', repeatableBody(chunks))
    expect(written).toMatchObject({ ok: true, object: { sizeBytes } })
    const sha256 = written.ok ? written.object.sha256 : ''
    expect((await readObject(store, 'again', { maxBytes: sizeBytes }))?.length).toBe(sizeBytes)
    expect((await store.head('again'))?.sha256).toBe(sha256)
    expect(await store.putIfAbsent('again', repeatableBody(chunks))).toEqual({ ok: false, reason: 'exists' })
  })

  it('sends it from the start when the server was too busy', async () => {
    await using proxy = await HttpFaultProxy.start(bucket.endpoint)
    const store = openStore({ prefix: 'busy', endpoint: proxy.url })
    const isWrite = ({ method, path }: SeenRequest) => method === 'PUT' && path.includes('busy/key')
    proxy.plant((request) => (isWrite(request) ? { status: 503, headers: {}, body: '' } : undefined), 1)
    expect(await store.putIfAbsent('key', repeatableBody(chunks))).toMatchObject({ ok: true, object: { sizeBytes } })
    expect(proxy.seen.filter(isWrite)).toHaveLength(2)
    expect((await readObject(store, 'key', { maxBytes: sizeBytes }))?.length).toBe(sizeBytes)
  })

  it('stores nothing when the second reading gives other bytes than the first', async () => {
    const store = openStore({ prefix: 'other' })
    let reads = 0
    const body = repeatableBody(() => {
      reads += 1
      return chunks(reads === 1 ? 'aura' : 'rust')
    })
    await expect(store.putIfAbsent('key', body)).rejects.toMatchObject({ code: 'object_store_failed' })
    expect(await store.head('key')).toBeNull()
  })
})
