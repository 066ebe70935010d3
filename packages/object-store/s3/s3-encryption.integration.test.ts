import { randomBytes } from 'node:crypto'
import { HttpFaultProxy } from '@aura-sign/testkit/http-fault-proxy'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openS3Client } from '../../stack/native/services/minio/open-s3-client.ts'
import { cephService } from '../../stack/native/services/testing/ceph-service.ts'
import { openServiceStack } from '../../stack/native/services/testing/open-service-stack.ts'
import { serviceContext } from '../../stack/native/services/testing/service-context.ts'
import { type CephGateway, startCephGateway } from '../../stack/native/services/testing/start-ceph-gateway.ts'
import { type ObjectStore, openObjectStore, readObject } from '../index.ts'
import { parseS3Url } from './parse-s3-url.ts'
import { S3Store } from './s3-store.ts'

const timeoutMs = 120_000
const bucket = 'aura-production-bucket'
const mebibyte = 2 ** 20
const kms = 'encryption=aws:kms&kmsKeyId=first'

let services: Awaited<ReturnType<typeof openServiceStack>>
let context: Awaited<ReturnType<typeof serviceContext>>
/** Keeps one key, which Ceph's own store of keys for tests holds. */
let gateway: CephGateway
beforeAll(async () => {
  services = await openServiceStack([cephService()])
  await services.stack.up()
  context = await serviceContext(services.directory, 'minio')
  gateway = await startCephGateway(context, {
    'rgw crypt require ssl': 'false',
    'rgw crypt s3 kms backend': 'testing',
    'rgw crypt s3 kms encryption keys': `first=${randomBytes(32).toString('base64')}`,
  })
}, timeoutMs)
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await services?.[Symbol.asyncDispose]()
}, timeoutMs)

const plainEndpoint = () => `http://127.0.0.1:${context.ports.S3_PORT}`
const open = (query: string, endpoint = gateway.endpoint): S3Store =>
  new S3Store(parseS3Url(`s3://${bucket}?endpoint=${endpoint}&${query}`), {
    credentials: context.secrets.s3Objects,
    limits: { partBytes: 5 * mebibyte, copyBytesMax: 8 * mebibyte, copyPartBytes: 5 * mebibyte },
  })
const missing = (detail: string) => ({
  code: 'object_store_encryption_missing',
  message: expect.stringContaining(detail),
})
async function* streamed(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 700_000) yield bytes.subarray(start, start + 700_000)
}
/** What every way of writing answers. */
const writesOf = (store: ObjectStore) => [
  () => store.put('refused', Buffer.from('small')),
  () => store.putIfAbsent('refused once', Buffer.from('small')),
  () => store.put('refused', streamed(Buffer.alloc(6 * mebibyte))),
  () => store.copy('plain', 'refused'),
]

/** How the server says that it keeps an object. */
async function algorithmOf(Key: string): Promise<string | undefined> {
  const port = Number(new URL(gateway.endpoint).port)
  using connection = openS3Client({ ...context, ports: { ...context.ports, S3_PORT: port } }, context.secrets.s3Objects)
  return (await connection.client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).ServerSideEncryption
}

describe('a store whose URL asks for encryption at rest', () => {
  it('is written to in every way so that the server encrypts, and read as ever', async () => {
    const store = open(kms)
    await store.assertEncrypted()
    const large = randomBytes(11 * mebibyte)
    await store.put('small', Buffer.from('small'))
    await store.putIfAbsent('once', Buffer.from('once'))
    await store.put('large', streamed(large))
    await store.putIfAbsent('large once', streamed(large))
    // This server copies nothing that is encrypted, in one request or in parts.
    await store.copy('small', 'small copy')
    await store.copy('large', 'large copy')
    for (const key of ['small', 'once', 'large', 'large once', 'small copy', 'large copy']) {
      expect([key, await algorithmOf(key)]).toEqual([key, 'aws:kms'])
    }
    for (const key of ['large', 'large once', 'large copy']) {
      expect((await readObject(store, key, { maxBytes: 12 * mebibyte }))?.equals(large)).toBe(true)
    }
    expect((await readObject(store, 'small copy', { maxBytes: 10 }))?.toString()).toBe('small')
    const listed = (await store.list('')).objects.map(({ key }) => key)
    expect(listed).toEqual(['large', 'large copy', 'large once', 'once', 'small', 'small copy'])
    // The bytes on the disk are others: a gateway without the key cannot give them.
    using keyless = openS3Client(context, context.secrets.s3Objects)
    const read = keyless.client.send(new GetObjectCommand({ Bucket: bucket, Key: 'small' }))
    await expect(read.then(({ Body }) => Body?.transformToString())).rejects.toThrow()
  })

  it('refuses a server that takes the request and encrypts nothing, before it has anything to keep', async () => {
    await open('').put('plain', Buffer.from('plain'))
    expect(await algorithmOf('plain')).toBeUndefined()
    const store = open('encryption=AES256')
    await expect(store.assertEncrypted()).rejects.toMatchObject(missing('it answered nothing about it'))
    for (const write of writesOf(store)) await expect(write()).rejects.toMatchObject(missing('AES256'))
    for (const key of ['refused', 'refused once']) expect(await store.head(key)).toBeNull()
    // Reading asks for nothing.
    expect((await readObject(store, 'plain', { maxBytes: 10 }))?.toString()).toBe('plain')
  })

  it('refuses a server that says that it cannot, with what it says', async () => {
    const unknown = open('encryption=aws:kms&kmsKeyId=second')
    // Ceph calls a key that it does not have by the name of a wrong account.
    const refused = { code: 'object_store_credentials_refused', message: expect.stringContaining('InvalidAccessKeyId') }
    for (const write of writesOf(unknown)) await expect(write()).rejects.toMatchObject(refused)
    await expect(open('encryption=aws:kms').assertEncrypted()).rejects.toMatchObject(
      missing('HTTP 400 InvalidArgument'),
    )
    const overHttp = open('encryption=AES256', plainEndpoint())
    await expect(overHttp.assertEncrypted()).rejects.toMatchObject(missing('HTTP 400 InvalidRequest'))
    for (const write of writesOf(overHttp)) await expect(write()).rejects.toMatchObject(missing('HTTP 400'))
    for (const key of ['refused', 'refused once']) expect(await overHttp.head(key)).toBeNull()
  })

  it('asks before the first write, and again only where the server did not answer', async () => {
    await using proxy = await HttpFaultProxy.start(gateway.endpoint)
    const url = `s3://${bucket}?endpoint=${proxy.url}&${kms}`
    const store = openObjectStore(url, { credentials: context.secrets.s3Objects })
    const asked = () => proxy.seen.filter(({ path }) => path.includes('.aura-encryption-probe')).length
    proxy.plant(() => ({ status: 403 }))
    await expect(store.put('later', Buffer.from('later'))).rejects.toMatchObject({ code: 'object_store_access_denied' })
    proxy.plant(() => undefined)
    await store.put('later', Buffer.from('later'))
    await store.put('later', Buffer.from('later'))
    expect(asked()).toBe(2)
  })

  it('refuses also a server that stops to encrypt while the store is in use', async () => {
    const store = open(kms)
    await store.assertEncrypted()
    await store.put('before', Buffer.from('before'))
    store.connection.client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> }
        for (const name of Object.keys(headers)) {
          if (name.startsWith('x-amz-server-side-encryption')) delete headers[name]
        }
        return next(args)
      },
      { step: 'build', name: 'testLoseEncryption' },
    )
    const [small, once, large] = writesOf(store)
    for (const write of [small, once, large]) await expect(write?.()).rejects.toMatchObject(missing('aws:kms'))
    expect((await readObject(store, 'before', { maxBytes: 10 }))?.toString()).toBe('before')
  })
})

describe('a store whose account may only add', () => {
  it('says that something is there, without having seen whose it is', async () => {
    await using proxy = await HttpFaultProxy.start(plainEndpoint())
    const store = openObjectStore(`s3://${bucket}?endpoint=${proxy.url}`, { credentials: context.secrets.s3Objects })
    expect(await store.putIfAbsent('added', Buffer.from('first'))).toMatchObject({ ok: true })
    proxy.plant(({ method }) => (method === 'HEAD' || method === 'GET' ? { status: 403 } : undefined))
    expect(await store.putIfAbsent('added', Buffer.from('second'))).toEqual({ ok: false, reason: 'exists' })
  })
})
