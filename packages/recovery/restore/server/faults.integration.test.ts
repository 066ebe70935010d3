import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ObjectStore, openFilesystemStore, openObjectStore } from '@aura-sign/object-store'
import { HttpFaultProxy, type SeenRequest } from '@aura-sign/testkit/http-fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifestNameOf } from '../../backup/backup-name.ts'
import { openServerSession } from './server-session.ts'
import { useRestoreScene } from './testing/restore-scene.ts'

describe('a restore amid faults', () => {
  const scene = useRestoreScene()
  let bucket: TestBucket
  beforeAll(async () => {
    bucket = await startTestBucket()
  })
  afterAll(() => bucket[Symbol.asyncDispose]())

  /** The same backup in S3, behind something that can answer in its place. */
  async function openS3(): Promise<{ store: ObjectStore; proxy: HttpFaultProxy } & AsyncDisposable> {
    const proxy = await HttpFaultProxy.start(bucket.endpoint)
    const store = openObjectStore(bucket.url({ prefix: randomUUID(), endpoint: proxy.url }), {
      credentials: bucket.credentials,
    })
    const { name, globals } = scene.manifest
    for (const key of [name, manifestNameOf(name), ...(globals ? [globals.key] : [])])
      await store.put(key, await readFile(join(scene.directory, key)))
    return { store, proxy, [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose]() }
  }
  const s3Error = (status: number, code: string) => ({
    ...{ status, headers: { 'content-type': 'application/xml' } },
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>planted</Message></Error>`,
  })

  it.each([
    ['have expired', 400, 'ExpiredToken', 'object_store_credentials_refused'],
    ['are not enough to read', 403, 'AccessDenied', 'object_store_access_denied'],
  ])(
    'stops when the credentials of the store %s amid it, and goes through with good ones',
    async (_what, status, code, expected) => {
      await using s3 = await openS3()
      const isRead = ({ method, path }: SeenRequest) => method === 'GET' && path.includes(scene.manifest.name)
      let reads = 0
      // The first one checks the file; the database is made after that.
      s3.proxy.plant((seen) => {
        reads += isRead(seen) ? 1 : 0
        return isRead(seen) && reads > 2 ? s3Error(status, code) : undefined
      })
      await expect(scene.restore({ store: s3.store })).rejects.toMatchObject({
        code: expected,
        hint: expect.stringMatching(/Correct|Allow/),
      })
      await scene.expectNothingChanged()
      expect(await scene.journal()).toMatchObject([{ result: 'failed', error: expected }])
      s3.proxy.plant(() => undefined)
      const { previous } = await scene.restore({ store: s3.store })
      await scene.drop(previous ?? '')
    },
  )

  it('stops when the store is gone, before anything is made, and goes through when it is back', async () => {
    const away = `${scene.directory} away`
    await rename(scene.directory, away)
    const store = openFilesystemStore(scene.directory)
    await expect(scene.restore({ store, journal: { store, who: 'test' } })).rejects.toMatchObject({
      code: 'backup_missing',
    })
    await scene.expectNothingChanged()
    await rm(scene.directory, { recursive: true, force: true })
    await rename(away, scene.directory)
    const { previous } = await scene.restore()
    await scene.drop(previous ?? '')
  })

  // Only root may make such a disk.
  if (process.getuid?.() === 0) {
    it('says that the disk of the server is full, leaves nothing there, and goes through when there is room', async () => {
      const disk = await mkdtemp(join(tmpdir(), 'aura-full-'))
      const space = `small_${randomUUID().slice(0, 8)}`
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'none', disk])
      try {
        const [row] = await scene.server((sql) => sql`select current_setting('data_directory') as path`)
        const { uid, gid } = await stat(row?.path)
        execFileSync('chown', [`${uid}:${gid}`, disk])
        await chmod(disk, 0o700)
        await scene.server((sql) => sql.unsafe(`create tablespace ${space} location '${disk}'`))
        const user = await (async () => {
          await using session = await openServerSession({ url: scene.database.url })
          return session.facts.user
        })()
        const make = () =>
          scene.server((sql) => sql.unsafe(`create database ${scene.name} owner ${user} tablespace ${space}`))
        await make()
        const whole = await scene.stored()
        const { manifest } = scene
        await scene.tamper(
          (sql) =>
            `${sql}\ncreate table public.bulk as select repeat(md5(i::text), 30) from generate_series(1, 60000) i;\n`,
        )
        await expect(scene.restore()).rejects.toMatchObject({
          code: 'restore_disk_full',
          message: expect.stringContaining('No space left on device'),
          hint: expect.stringContaining('Make room'),
        })
        await scene.expectNothingChanged()
        expect(await scene.journal()).toMatchObject([{ result: 'failed', error: 'restore_disk_full' }])
        await scene.store.put(manifest.name, whole)
        scene.manifest = manifest
        await make()
        expect(await scene.restore({ promotes: false })).toMatchObject({ database: scene.name })
      } finally {
        await scene.drop(scene.name)
        await scene.server((sql) => sql.unsafe(`drop tablespace if exists ${space}`))
        execFileSync('umount', [disk])
        await rm(disk, { recursive: true })
      }
    })
  }
})
