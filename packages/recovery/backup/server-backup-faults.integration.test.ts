import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '@aura-sign/core'
import { listObjects, type ObjectStore, openFilesystemStore, openObjectStore } from '@aura-sign/object-store'
import { findPgDump } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { HttpFaultProxy } from '@aura-sign/testkit/http-fault-proxy'
import { startTestBucket, type TestBucket } from '@aura-sign/testkit/test-bucket'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBackup } from './create-backup.ts'
import { listBackups } from './list-backups.ts'
import { readDump, readGlobals } from './read-dump.ts'
import { readManifest } from './read-manifest.ts'
import { openServerSnapshotSource } from './server-snapshot-source.ts'

/** Compressed, more than the store holds of a stream before it sends the first part. */
const bulkRows = 260_000

describe('a backup of a server', () => {
  let database: TestDatabase
  let bucket: TestBucket
  let directory: string
  let pgDump: string
  beforeAll(async () => {
    ;[database, bucket] = await Promise.all([startTestDatabase(), startTestBucket()])
    await database.sql`create table bulk as select i as id, gen_random_uuid()::text || gen_random_uuid() || gen_random_uuid() as value from generate_series(1, ${bulkRows}) i`
    const [server] = await database.sql`select current_setting('server_version_num')::int / 10000 as major`
    pgDump = await findPgDump({ major: server?.major })
  })
  afterAll(async () => {
    await database.close()
    await bucket[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura faults '))
  })
  afterEach(async () => {
    await rm(directory, { recursive: true })
    await bucket.empty()
  })

  const files = () => openFilesystemStore(join(directory, 'store'))
  const s3 = (endpoint?: string) =>
    openObjectStore(bucket.url(endpoint === undefined ? {} : { endpoint }), { credentials: bucket.credentials })
  const keysOf = (store: ObjectStore) => Array.fromAsync(listObjects(store, 'backup_'), ({ key }) => key)
  const backup = (
    store: ObjectStore,
    options: Partial<Parameters<typeof createBackup>[1]> & { pgDump?: string } = {},
  ) =>
    createBackup(
      openServerSnapshotSource({ url: database.url, ...(options.pgDump !== undefined && { pgDump: options.pgDump }) }),
      { store, clock: systemClock, ...options },
    )
  const at = (time: string) => ({ now: () => new Date(time), monotonicMs: systemClock.monotonicMs })

  it('is streamed to S3 in parts, encrypted and compressed, and comes back as it was', async () => {
    const identity = await generateX25519Identity()
    const recipients = [await identityToRecipient(identity)]
    const store = s3()
    const manifest = await backup(store, { format: { compression: 'zstd', recipients } })
    expect(manifest.file).toMatchObject({ compression: 'zstd', encryption: { method: 'age', recipients } })
    expect(manifest.file.sizeBytes).toBeGreaterThan(8 * 1024 * 1024)
    expect(await listBackups(s3())).toMatchObject([{ name: manifest.name, state: 'complete' }])
    let bytes = 0
    for await (const chunk of readDump(store, { manifest, identities: [identity] })) bytes += chunk.byteLength
    expect(bytes).toBe(manifest.file.uncompressedBytes)
    await expect(Array.fromAsync(readDump(store, { manifest }))).rejects.toMatchObject({ code: 'identity_missing' })
  })

  it('holds the roles of its server and no password of them', async () => {
    const store = files()
    const manifest = await backup(store)
    const globals = Buffer.concat(await Array.fromAsync(readGlobals(store, { manifest }) ?? [])).toString()
    expect(globals).toMatch(/^CREATE ROLE admin;/m)
    expect(globals).not.toContain('PASSWORD')
    expect(globals).toContain('PostgreSQL database cluster dump complete')
  })

  it.each([
    ['killed', 'kill -9 $$', 'dump_failed'],
    ['failing', 'exit 1', 'dump_failed'],
    ['broken off, which says that it is well', 'exit 0', 'dump_incomplete'],
  ])('with a pg_dump %s amid the dump leaves nothing', async (_what, end, code) => {
    const programs = join(directory, 'bin')
    await mkdir(programs)
    await symlink(join(dirname(pgDump), 'pg_dumpall'), join(programs, 'pg_dumpall'))
    const program = join(programs, 'pg_dump')
    await writeFile(
      program,
      `#!/bin/sh\nif [ "$1" = --version ]; then exec ${pgDump} --version; fi\n${pgDump} "$@" 2>/dev/null | head -c 2000000\n${end}\n`,
    )
    await chmod(program, 0o755)
    const store = files()
    await expect(backup(store, { pgDump: program })).rejects.toMatchObject({ code })
    expect(await keysOf(store)).toEqual([])
  })

  it.each([
    ['fails', '#!/bin/sh\necho "pg_dumpall: error: no" >&2\nexit 1\n', 'dump_failed'],
    ['writes nothing', '#!/bin/sh\nexit 0\n', 'dump_incomplete'],
  ])('whose pg_dumpall %s fails too', async (_what, script, code) => {
    const programs = join(directory, 'bin')
    await mkdir(programs)
    await symlink(pgDump, join(programs, 'pg_dump'))
    await writeFile(join(programs, 'pg_dumpall'), script)
    await chmod(join(programs, 'pg_dumpall'), 0o755)
    const store = files()
    await expect(backup(store, { pgDump: join(programs, 'pg_dump') })).rejects.toMatchObject({ code })
    expect(await keysOf(store)).toEqual([])
  })

  it('of a database that is dropped amid the dump fails and leaves nothing', async () => {
    await using doomed = await startTestDatabase()
    await doomed.sql`create table bulk as select i as id, gen_random_uuid()::text || gen_random_uuid() as value from generate_series(1, 300000) i`
    const name = new URL(doomed.url).pathname.slice(1)
    const store = files()
    let dropped: Promise<unknown> | undefined
    const running = createBackup(openServerSnapshotSource({ url: doomed.url }), {
      store,
      clock: systemClock,
      onProgress: ({ step, bytes }) => {
        if (step !== 'dump' || bytes === 0) return
        dropped ??= database.superuser.unsafe(`drop database ${name} with (force)`).execute()
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'dump_failed' })
    await dropped
    expect(await keysOf(store)).toEqual([])
  })

  describe('with a store in trouble', () => {
    let proxy: HttpFaultProxy
    beforeEach(async () => {
      proxy = await HttpFaultProxy.start(bucket.endpoint)
    })
    afterEach(() => proxy[Symbol.asyncDispose]())

    const isPart = ({ method, path }: { method: string; path: string }) => method === 'PUT' && /partNumber=2/.test(path)
    const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>planted</Message></Error>`

    it.each([
      ['errors of the server', 500, 'InternalError', 'object_store_failed'],
      ['too many requests', 429, 'SlowDown', 'object_store_failed'],
      ['credentials that expire in the middle', 403, 'ExpiredToken', 'object_store_credentials_refused'],
      ['a disk that is full', 507, 'XMinioStorageFull', 'object_store_failed'],
    ])(
      'fails on %s, and leaves nothing that looks whole',
      async (_what, status, reason, code) => {
        proxy.plant((seen) =>
          isPart(seen) ? { status, body: xml(reason), headers: { 'content-type': 'application/xml' } } : undefined,
        )
        await expect(backup(s3(proxy.url))).rejects.toMatchObject({ code })
        expect(await keysOf(s3())).toEqual([])
        expect(await bucket.openUploads()).toEqual([])
      },
      120_000,
    )

    it('goes on after errors that pass', async () => {
      proxy.plant(
        (seen) =>
          isPart(seen)
            ? { status: 503, body: xml('SlowDown'), headers: { 'content-type': 'application/xml' } }
            : undefined,
        2,
      )
      const manifest = await backup(s3(proxy.url))
      expect(await listBackups(s3())).toMatchObject([{ name: manifest.name, state: 'complete' }])
    }, 60_000)

    it('has no manifest when that alone cannot be written', async () => {
      proxy.plant(({ method, path }) =>
        method === 'PUT' && path.includes('.manifest.json') ? { status: 500, body: xml('InternalError') } : undefined,
      )
      await expect(backup(s3(proxy.url))).rejects.toMatchObject({ code: 'object_store_failed' })
      expect(await listBackups(s3())).toMatchObject([{ state: 'incomplete', problem: 'it has no manifest' }])
    }, 60_000)
  })

  it('that is damaged between upload and manifest is no backup', async () => {
    const store = s3()
    let damaged = false
    const damage = async (name: string) => {
      damaged = true
      await bucket.flipByte(name, 1_000_000)
    }
    const get = store.get.bind(store)
    store.get = async (key, options) => {
      if (!damaged && key.endsWith('.sql.gz') && !key.includes('.globals.')) await damage(key)
      return await get(key, options)
    }
    await expect(backup(store)).rejects.toMatchObject({ code: 'backup_corrupt' })
    expect(await listBackups(store)).toMatchObject([{ state: 'incomplete' }])
  })

  it('of two begun in the same second is one, whatever their formats', async () => {
    const store = s3()
    const clock = at('2026-11-23T10:15:00Z')
    const results = await Promise.allSettled([
      backup(store, { clock }),
      backup(store, { clock, format: { compression: 'zstd' } }),
      backup(store, { clock }),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'backup_exists' })
    }
    const [entry, ...others] = await listBackups(store)
    expect([entry?.state, others]).toEqual(['complete', []])
    const manifest = await readManifest(store, 'backup_2026-11-23_10-15-00')
    for await (const _chunk of readDump(store, { manifest }));
  })

  it('when the clock steps back overwrites none that is there', async () => {
    const store = files()
    const first = await backup(store, { clock: at('2026-11-23T10:15:00Z') })
    const before = await readFile(join(directory, 'store', first.name))
    await expect(backup(store, { clock: at('2026-11-23T10:15:00.900Z') })).rejects.toMatchObject({
      code: 'backup_exists',
    })
    expect(await readFile(join(directory, 'store', first.name))).toEqual(before)
    const earlier = await backup(store, { clock: at('2026-11-23T09:00:00Z') })
    expect((await listBackups(store)).map(({ name }) => name)).toEqual([first.name, earlier.name])
  })

  it.each([
    ['is killed', 'kill -9 $$', /SIGKILL/],
    ['fails', 'echo "no memory" >&2; exit 1', /no memory/],
    ['writes something else', 'cat >/dev/null; echo junk | gzip', /something else/],
    ['stops reading', 'exec 0<&-; exit 0', /something else/],
  ])('whose igzip %s leaves nothing', async (_what, script, detail) => {
    const igzip = join(directory, 'igzip')
    await writeFile(igzip, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`)
    await chmod(igzip, 0o755)
    const store = files()
    await expect(backup(store, { format: { igzip } })).rejects.toMatchObject({
      code: 'compressor_failed',
      parameters: { detail: expect.stringMatching(detail) },
    })
    expect(await keysOf(store)).toEqual([])
  })

  it('without igzip is compressed all the same', async () => {
    const manifest = await backup(files(), { format: { igzip: null } })
    for await (const _chunk of readDump(files(), { manifest }));
  })

  // Only root may make such a disk.
  if (process.getuid?.() === 0) {
    it('on a disk that fills up fails and leaves nothing that looks whole', async () => {
      const disk = join(directory, 'disk')
      await mkdir(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk])
      try {
        const store = openFilesystemStore(join(disk, 'store'))
        const failed = await backup(store).catch((error: unknown) => error)
        expect(failed).toMatchObject({ code: 'object_store_failed', message: expect.stringContaining('ENOSPC') })
        expect(await keysOf(store)).toEqual([])
      } finally {
        execFileSync('umount', [disk])
      }
      expect(existsSync(join(disk, 'store'))).toBe(false)
    })
  }
})
