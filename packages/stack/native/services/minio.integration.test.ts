import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import {
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { describe, expect, it, vi } from 'vitest'
import type { S3Credentials } from '../native-secrets.ts'
import type { ServiceContext } from '../service.ts'
import { bucketNames } from '../stack-urls.ts'
import { openS3Client } from './minio/open-s3-client.ts'
import { minioService } from './minio.ts'
import { cephService } from './testing/ceph-service.ts'
import { killDuringStart } from './testing/kill-during-start.ts'
import { openServiceStack } from './testing/open-service-stack.ts'
import { serviceContext } from './testing/service-context.ts'
import { whatAccountMay } from './testing/what-account-may.ts'

const { objects, backups } = bucketNames
// Three daemons are made and started, several times in some tests.
const timeoutMs = 4 * 60_000
const denied = { name: 'AccessDenied' }

describe('the S3 server of a native stack', { timeout: timeoutMs }, () => {
  it('lets each account into its own bucket only, and refuses wrong keys', async () => {
    await using test = await openServiceStack([minioService])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'minio')
    const { s3Operator, s3Objects, s3Backups } = context.secrets
    for (const [credentials, own, other] of [
      [s3Objects, objects, backups],
      [s3Backups, backups, objects],
    ] as const) {
      await put(context, credentials, own, 'data/one')
      expect(await get(context, credentials, own, 'data/one')).toBe('data/one')
      expect(await get(context, s3Operator, own, 'data/one')).toBe('data/one')
      expect(await list(context, credentials, own)).toContain('data/one')
      await put(context, s3Operator, other, 'data/other')
      await expect(put(context, credentials, other, 'data/two')).rejects.toMatchObject(denied)
      await expect(get(context, credentials, other, 'data/other')).rejects.toMatchObject(denied)
      await expect(list(context, credentials, other)).rejects.toMatchObject(denied)
      await expect(remove(context, credentials, other, 'data/other')).rejects.toMatchObject(denied)
      using connection = openS3Client(context, credentials)
      const policy = new PutBucketPolicyCommand({ Bucket: own, Policy: '{"Version":"2012-10-17","Statement":[]}' })
      await expect(connection.client.send(policy)).rejects.toMatchObject(denied)
      await remove(context, credentials, own, 'data/one')
      expect(await list(context, credentials, own)).not.toContain('data/one')
      const kept = new DeleteObjectCommand({ Bucket: own, Key: 'data/one', VersionId: 'null' })
      await expect(connection.client.send(kept)).rejects.toMatchObject(denied)
      const wrong = { ...credentials, secretAccessKey: 'wrong' }
      await expect(list(context, wrong, own)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
    }
    // Writing over what is there is refused by no policy of these servers; MinIO keeps the older version.
    const additions = ['add an attestation', 'ask whether conditions are kept', 'write over an attestation']
    expect(await whatAccountMay(context, context.secrets.s3Journal)).toEqual(additions)
    const reading = ['read a backup', 'look at a backup', 'list the objects', 'list the versions']
    // It can add nothing, and of what is not there Ceph says so before it asks who wants to know.
    const found = (await whatAccountMay(context, context.secrets.s3Restore)).filter(
      (name) => !/what it added$/.test(name),
    )
    expect(found.sort()).toEqual(reading.sort())
    // Who copies the objects reads them, and can change nothing anywhere.
    const { s3Copies } = context.secrets
    await put(context, s3Objects, objects, 'data/to copy')
    expect(await get(context, s3Copies, objects, 'data/to copy')).toBe('data/to copy')
    expect(await list(context, s3Copies, objects)).toContain('data/to copy')
    await expect(put(context, s3Copies, objects, 'data/three')).rejects.toMatchObject(denied)
    await expect(remove(context, s3Copies, objects, 'data/to copy')).rejects.toMatchObject(denied)
    await expect(list(context, s3Copies, backups)).rejects.toMatchObject(denied)
    // Not because everybody is refused: who keeps the backups may do all of it but look after rights.
    const refused = ['add anything else', 'read a backup', 'list the objects', 'delete a backup']
    expect(await whatAccountMay(context, s3Backups)).toEqual(expect.arrayContaining([...additions, ...refused]))
    using operator = openS3Client(context, s3Operator)
    await withoutRefusals(operator.client, async () => {
      const loose = ['read what it added', 'look at what it added', 'say who may read what it added']
      expect(await whatAccountMay(context, context.secrets.s3Journal)).toEqual(expect.arrayContaining(loose))
    })
    const { Buckets = [] } = await operator.client.send(new ListBucketsCommand({}))
    expect(Buckets.map(({ Name }) => Name).sort()).toEqual([backups, objects])
    const secrets = { ...context.secrets, s3Operator: { ...s3Operator, secretAccessKey: 'another' } }
    await expect(minioService.check({ ...context, secrets })).rejects.toMatchObject({ code: 'service_port_foreign' })
    await minioService.settle?.(context)
    const pids = test.processes().map(({ pid }) => pid)
    // Ceph asks nobody for a key: whoever reached it from elsewhere would be let in.
    expect(listeningAddresses(pids).filter((address) => !/^(0100007F|0{24}01000000):/.test(address))).toEqual([])
    expect(listeningAddresses(pids)).not.toEqual([])
    for (const pid of pids) {
      const words = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''
      expect(words).not.toContain(s3Operator.secretAccessKey)
    }
  })

  it('keeps every acknowledged object when all of it is killed while objects are written, and moves when a port is taken', async () => {
    await using test = await openServiceStack([cephService()])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'minio')
    const { s3Objects } = context.secrets
    const acknowledged: string[] = []
    const write = async (writer: number) => {
      for (let count = 0; count < 10_000; count += 1) {
        const key = `data/${writer}-${count}`
        await put(context, s3Objects, objects, key)
        acknowledged.push(key)
      }
    }
    const writers = Promise.allSettled([1, 2, 3, 4].map(write))
    await vi.waitUntil(() => acknowledged.length > 100, { timeout: 60_000 })
    await test.stack.kill(['minio'])
    await writers
    await vi.waitUntil(() => test.processes().length === 0, { timeout: 20_000 })
    // Ceph's monitor has a port that nobody chose by name.
    const identityFile = join(context.directory, 'ceph', 'identity.json')
    const { monitorPort } = JSON.parse(readFileSync(identityFile, 'utf8'))
    const stranger = createServer().listen(monitorPort, '127.0.0.1')
    await once(stranger, 'listening')
    try {
      await test.stack.start()
      expect(JSON.parse(readFileSync(identityFile, 'utf8')).monitorPort).not.toBe(monitorPort)
      const read = await Promise.all(acknowledged.map((key) => get(context, s3Objects, objects, key)))
      expect(read).toEqual(acknowledged)
    } finally {
      stranger.close()
    }
  })

  it('is not made anew in place of data that are gone, in whole or in part, unless that is asked for by name', async () => {
    await using test = await openServiceStack([cephService()])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'minio')
    const { s3Objects } = context.secrets
    await put(context, s3Objects, objects, 'data/kept')
    await test.stack.kill(['minio'])
    const [store, elsewhere] = [join(context.directory, 'ceph'), join(context.directory, 'elsewhere')]
    const lost = (path: string) => ({ code: 'service_data_lost', message: expect.stringContaining(path) })
    for (const part of ['mon', 'osd', 'identity.json']) {
      renameSync(join(store, part), elsewhere)
      await expect(test.stack.up()).rejects.toMatchObject(lost(part === 'identity.json' ? store : join(store, part)))
      renameSync(elsewhere, join(store, part))
    }
    renameSync(join(store, 'osd'), elsewhere)
    const half = { code: 'service_setup_failed', message: expect.stringContaining(join(store, 'osd')) }
    await expect(test.stack.up(['minio'], { newData: true })).rejects.toMatchObject(half)
    expect(existsSync(join(store, 'osd'))).toBe(false)
    renameSync(elsewhere, join(store, 'osd'))
    await test.stack.up()
    expect(await get(context, s3Objects, objects, 'data/kept')).toBe('data/kept')
    await test.stack.kill(['minio'])
    renameSync(store, elsewhere)
    // As where a disk was not mounted.
    mkdirSync(store)
    await expect(test.stack.start()).rejects.toMatchObject(lost(store))
    await expect(test.stack.up([], { newData: true })).rejects.toMatchObject(lost(store))
    expect(readdirSync(store)).toEqual([])
    rmdirSync(store)
    await expect(test.stack.up()).rejects.toMatchObject(lost(store))
    await test.stack.up(['minio'], { newData: true })
    expect(await list(context, s3Objects, objects)).toEqual([])
  })

  it.each([
    ['while its disk is made', (ceph: string) => readdirSync(ceph).some((name) => name.startsWith('osd.new-'))],
    ['before the storage is known', (ceph: string) => existsSync(join(ceph, 'osd')) && existsSync(join(ceph, 'mon'))],
    ['before the accounts are made', (ceph: string) => existsSync(join(ceph, 'registered'))],
    ['before the buckets are made', (ceph: string) => existsSync(join(ceph, 'accounts'))],
  ])('goes on where its first start was killed: %s', async (_, isTime) => {
    await using test = await openServiceStack([cephService()])
    await killDuringStart(test, 'minio', (directory) => isTime(join(directory, 'ceph')))
    await test.stack.up()
    const context = await serviceContext(test.directory, 'minio')
    await put(context, context.secrets.s3Objects, objects, 'data/one')
    expect(readdirSync(join(context.directory, 'ceph')).filter((name) => name.includes('.new'))).toEqual([])
  })
})

/** With a policy of the bucket of the backups that only allows and refuses nothing. */
async function withoutRefusals(client: S3Client, work: () => Promise<void>): Promise<void> {
  const { Policy = '' } = await client.send(new GetBucketPolicyCommand({ Bucket: backups }))
  const policy = JSON.parse(Policy) as { Statement: { Effect: string }[] }
  const Statement = policy.Statement.filter(({ Effect }) => Effect === 'Allow')
  expect(Statement).not.toHaveLength(policy.Statement.length)
  await client.send(new PutBucketPolicyCommand({ Bucket: backups, Policy: JSON.stringify({ ...policy, Statement }) }))
  await work()
  await client.send(new PutBucketPolicyCommand({ Bucket: backups, Policy }))
}

async function put(context: ServiceContext, credentials: S3Credentials, Bucket: string, Key: string) {
  using connection = openS3Client(context, credentials)
  await connection.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
}

async function get(context: ServiceContext, credentials: S3Credentials, Bucket: string, Key: string) {
  using connection = openS3Client(context, credentials)
  const { Body } = await connection.client.send(new GetObjectCommand({ Bucket, Key }))
  return await Body?.transformToString()
}

async function list(context: ServiceContext, credentials: S3Credentials, Bucket: string) {
  using connection = openS3Client(context, credentials)
  const { Contents = [] } = await connection.client.send(new ListObjectsV2Command({ Bucket }))
  return Contents.map(({ Key }) => Key)
}

async function remove(context: ServiceContext, credentials: S3Credentials, Bucket: string, Key: string) {
  using connection = openS3Client(context, credentials)
  await connection.client.send(new DeleteObjectCommand({ Bucket, Key }))
}

/** What processes listen on, as proc_net_tcp(5) writes it: address and port in hex, 0A is LISTEN. */
function listeningAddresses(pids: readonly number[]): string[] {
  const links = (pid: number) =>
    readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      const path = `/proc/${pid}/fd/${name}`
      return lstatSync(path, { throwIfNoEntry: false }) ? [readlinkSync(path)] : []
    })
  const sockets = new Set(pids.flatMap(links))
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => readFileSync(path, 'utf8').split('\n'))
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    return state === '0A' && sockets.has(`socket:[${inode}]`) ? [local] : []
  })
}
