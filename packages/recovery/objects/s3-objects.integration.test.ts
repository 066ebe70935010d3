import { buffer } from 'node:stream/consumers'
import { systemClock } from '@aura-sign/core'
import { type ObjectStore, openObjectStore } from '@aura-sign/object-store'
import { HttpFaultProxy } from '@aura-sign/testkit/http-fault-proxy'
import { openStackBucket, startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { backupObjects, type ObjectsBackupOptions } from './backup-objects.ts'
import { runsPrefix } from './object-keys.ts'
import { restoreObjects } from './restore-objects.ts'
import { keysOf, putEvidence, putMany } from './testing/object-stores.ts'

let live: TestBucket
let copies: TestBucket
let objects: ObjectStore
let backups: ObjectStore
beforeAll(async () => {
  ;[live, copies] = await Promise.all([startTestBucket(), startTestBucket()])
  ;[objects, backups] = [openBucket(live), openBucket(copies)]
})
afterAll(() => Promise.all([live, copies].map((bucket) => bucket[Symbol.asyncDispose]())))
afterEach(() => Promise.all([live, copies].map((bucket) => bucket.empty())))

function openBucket(bucket: TestBucket, endpoint?: string): ObjectStore {
  return openObjectStore(bucket.url(endpoint === undefined ? {} : { endpoint }), { credentials: bucket.credentials })
}
const run = (change: Partial<ObjectsBackupOptions> = {}) =>
  backupObjects({ objects, backups, clock: systemClock, keepDays: 30, ...change })
const restore = (change: { objects?: ObjectStore; backups?: ObjectStore } = {}) =>
  restoreObjects({ objects, backups, clock: systemClock, approve: async () => true, ...change })
const large = Buffer.alloc(20 * 2 ** 20 + 7, 'aura')

describe('copies of objects on S3', () => {
  it('hold objects of many parts, empty ones and odd keys, and bring all of them back', async () => {
    async function* streamed() {
      for (let start = 0; start < large.length; start += 2 ** 20) yield large.subarray(start, start + 2 ** 20)
    }
    // Written in parts by whoever does not know its hash, which then lies beside it.
    const { sha256 } = await objects.put('data/streamed', streamed())
    const key = await putEvidence(objects, large)
    for (const odd of ['data/empty', 'data/ +%26%&<>"\'=?#[]{}|~*!$;,@^`', 'data/～', 'data/🔑']) {
      await objects.put(odd, Buffer.from(odd === 'data/empty' ? '' : odd))
    }
    const all = await keysOf(objects, '')
    expect(await run()).toMatchObject({ state: 'complete', copied: { new: 6 }, objects: { total: 6 } })
    expect(await keysOf(backups, 'data/')).toEqual(all)
    expect((await backups.head('data/streamed'))?.sha256).toBe(sha256)
    // As other tools see them: the very bytes, under the same key.
    const found = await copies.client.send(new GetObjectCommand({ Bucket: copies.bucket, Key: key }))
    expect((await found.Body?.transformToByteArray())?.length).toBe(large.length)
    expect(await run()).toMatchObject({ copied: { new: 0, overwritten: 0 }, unchanged: 6 })

    await objects.deleteMany(all)
    expect(await restore()).toMatchObject({ restored: { missing: 6 }, failed: 0 })
    expect(await keysOf(objects, '')).toEqual(all)
    const restored = await objects.get('data/streamed', { sha256 })
    expect(restored && (await buffer(restored.body)).equals(large)).toBe(true)
  })

  it('hold objects that other tools put there, which keep no hash', async () => {
    const put = (text: string) =>
      live.client.send(new PutObjectCommand({ Bucket: live.bucket, Key: 'data/by hand', Body: text }))
    await put('first')
    await run()
    expect(await run()).toMatchObject({ unchanged: 1 })
    await put('other')
    expect(await run()).toMatchObject({ copied: { overwritten: 1 }, state: 'complete' })
  })

  it('name what is under a key that no store takes', async () => {
    await live.client.send(new PutObjectCommand({ Bucket: live.bucket, Key: 'data//two', Body: 'x' }))
    expect(await run()).toMatchObject({ state: 'partial', failures: [{ key: 'data//two' }] })
  })

  it.each([
    ['data/evidence', true],
    ['data/other', false],
  ] as const)('find a bit that flipped at either end, below %s', async (_prefix, isEvidence) => {
    const put = async () => {
      if (isEvidence) return await putEvidence(objects, 'hello, world')
      return (await objects.put('data/other', Buffer.from('hello, world'))).key
    }
    const key = await put()
    await run()
    await copies.flipByte(key, 3)
    expect(await run({ rereadAll: true })).toMatchObject({ copied: { repaired: 1 }, state: 'complete' })
    await copies.flipByte(key, 3)
    await objects.delete(key)
    expect(await restore()).toMatchObject({ failed: 1, failures: [{ key, code: 'object_corrupt' }] })
    expect(await objects.head(key)).toBeNull()
    await put()
    await live.flipByte(key, 3)
    await backups.delete(key)
    expect(await run()).toMatchObject({ state: 'partial', failures: [{ key, code: 'object_corrupt' }] })
    expect(await backups.head(key)).toBeNull()
  })

  it('are made by the accounts of the stack, of which none may read the one and write the other', async () => {
    await using from = openStackBucket('objects')
    await using to = openStackBucket('backups')
    const stores = { objects: openBucket(from), backups: openBucket(to) }
    const key = await putEvidence(stores.objects, 'hello')
    expect(await run(stores)).toMatchObject({ state: 'complete', copied: { new: 1 } })
    await stores.objects.delete(key)
    expect(await restore(stores)).toMatchObject({ restored: { missing: 1 } })
    const crossed = openObjectStore(from.url(), { credentials: to.credentials })
    await expect(run({ ...stores, objects: crossed })).rejects.toMatchObject({ code: 'object_store_access_denied' })
  })
})

describe('a copy whose store is in trouble', () => {
  it.each([500, 503, 429])('goes on after single answers with %d', async (status) => {
    const keys = await putMany(objects, 20)
    await using proxy = await HttpFaultProxy.start(copies.endpoint)
    proxy.plant(({ method, path }) => (method === 'PUT' && path.includes('data/') ? { status } : undefined), 3)
    expect(await run({ backups: openBucket(copies, proxy.url) })).toMatchObject({ state: 'complete' })
    expect(await keysOf(backups, 'data/')).toEqual(keys.toSorted())
  })

  it('names the one object that is refused, and copies the others', async () => {
    const keys = await putMany(objects, 20)
    const refused = keys[7] ?? ''
    await using proxy = await HttpFaultProxy.start(live.endpoint)
    proxy.plant(({ method, path }) => (method === 'GET' && path.includes(refused) ? { status: 500 } : undefined))
    const done = await run({ objects: openBucket(live, proxy.url) })
    expect(done).toMatchObject({ state: 'partial', failed: 1, copied: { new: 19 }, failures: [{ key: refused }] })
    expect(await run()).toMatchObject({ state: 'complete', copied: { new: 1 } })
  })

  it('ends with expired credentials in its middle, leaves no manifest, and goes on where it was', async () => {
    await putMany(objects, 30)
    await using proxy = await HttpFaultProxy.start(copies.endpoint)
    const body = '<?xml version="1.0"?><Error><Code>ExpiredToken</Code></Error>'
    let puts = 0
    proxy.plant(({ method, path }) => {
      if (method !== 'PUT' || !path.includes('data/')) return undefined
      puts += 1
      return puts > 10 ? { status: 400, headers: { 'content-type': 'application/xml' }, body } : undefined
    })
    await expect(run({ backups: openBucket(copies, proxy.url) })).rejects.toMatchObject({
      code: 'object_store_credentials_refused',
    })
    expect(await keysOf(backups, runsPrefix)).toEqual([])
    const there = (await keysOf(backups, 'data/')).length
    expect(there).toBeGreaterThan(0)
    expect(await run()).toMatchObject({ state: 'complete', copied: { new: 30 - there }, unchanged: there })
  })

  it('shows nothing of an upload in parts that is cut off, and copies it the next time', async () => {
    const key = await putEvidence(objects, large)
    await using proxy = await HttpFaultProxy.start(copies.endpoint)
    proxy.plant(({ method, path }) => (method === 'PUT' && path.includes('partNumber=3') ? { status: 500 } : undefined))
    expect(await run({ backups: openBucket(copies, proxy.url) })).toMatchObject({
      state: 'partial',
      failures: [{ key }],
    })
    expect([await keysOf(backups, 'data/'), await copies.openUploads()]).toEqual([[], []])
    expect(await run()).toMatchObject({ state: 'complete', copied: { new: 1 } })
  })
})
