import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { AuraError, systemClock } from '@aura-sign/core'
import { listObjects, type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { chooseBackup } from './choose-backup.ts'
import { createBackup } from './create-backup.ts'
import { listBackups } from './list-backups.ts'
import { readManifest } from './read-manifest.ts'
import { openServerSnapshotSource } from './server-snapshot-source.ts'
import type { SnapshotSource } from './snapshot-source.ts'

describe('createBackup', () => {
  let database: TestDatabase
  let source: SnapshotSource
  let directory: string
  let store: ObjectStore
  beforeAll(async () => {
    database = await startTestDatabase()
    source = database.embedded ?? openServerSnapshotSource({ url: database.url })
  })
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura backups '))
    store = openFilesystemStore(directory)
  })
  afterEach(() => rm(directory, { recursive: true }))
  afterAll(() => database.close())

  const at = (time: string) => ({ now: () => new Date(time), monotonicMs: systemClock.monotonicMs })
  const backup = (from: SnapshotSource = source, time = '2026-11-23T10:15:00Z') =>
    createBackup(from, { store, clock: at(time) })

  it('stores a dump and a manifest that agree, named by UTC time', async () => {
    const manifest = await backup()
    expect(manifest.name).toBe('backup_2026-11-23_10-15-00.sql.gz')
    const file = await readFile(join(directory, manifest.name))
    expect(manifest.file.sizeBytes).toBe(file.length)
    expect(manifest.file.sha256).toBe(createHash('sha256').update(file).digest('hex'))
    const sql = gunzipSync(file).toString()
    expect(sql.length).toBe(manifest.file.uncompressedBytes)
    expect(sql).toContain('CREATE TABLE public.embeddings')
    const [server] = await database.sql`select current_setting('server_version_num')::int / 10000 as major`
    expect(manifest.database.postgres.major).toBe(server?.major)
    expect(Object.keys(manifest.database.extensions)).toEqual(['plpgsql', 'vector'])
    expect(manifest.database.schemaVersion).toMatch(/^\d{14}$/)
    expect(await readManifest(store, manifest.name)).toEqual(manifest)
    expect(await listBackups(store)).toMatchObject([{ name: manifest.name, state: 'complete', sizeBytes: file.length }])
    const keys = await Array.fromAsync(listObjects(store, 'backup_'), ({ key }) => key)
    expect(keys).toHaveLength(database.embedded ? 2 : 3)
  })

  it('dumps and describes the same state while clients write', async () => {
    const { sql } = database
    let writing = true
    const writer = async (index: number) => {
      for (let count = 0; writing; count += 1) {
        await sql`insert into siwe_nonces (nonce, expires_at) values (${`writer${index}nonce${String(count).padStart(10, '0')}`}, now())`
      }
    }
    const writers = [1, 2, 3].map(writer)
    const manifest = await backup()
    writing = false
    await Promise.all(writers)
    const dump = gunzipSync(await readFile(join(directory, manifest.name))).toString()
    const dumped = dump.match(/writer\dnonce\d{10}/g) ?? []
    expect(dumped.length).toBe(manifest.database.tables.siwe_nonces?.rows)
    await sql`delete from siwe_nonces`
  })

  it('lets clients go on while the store takes its time', async () => {
    const [asked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    delayData(store, async () => {
      asked.resolve()
      await gate.promise
    })
    const running = backup()
    await asked.promise
    expect(await database.sql`select 1 as one`).toEqual([{ one: 1 }])
    gate.resolve()
    expect((await running).name).toBe('backup_2026-11-23_10-15-00.sql.gz')
  })

  it('refuses a dump that broke off, and leaves nothing that looks like a backup', async () => {
    const cut = withDump(source, async function* (dump) {
      for await (const chunk of dump) yield chunk.subarray(0, chunk.length - 200)
    })
    await expect(backup(cut)).rejects.toMatchObject({ code: 'dump_incomplete' })
    expect(await listBackups(store)).toEqual([])
  })

  it('reports why the dump failed, not that the stream ended', async () => {
    const failing = withDump(source, async function* () {
      yield Buffer.from('-- begun')
      throw new AuraError('database_unreachable', { address: 'here' })
    })
    await expect(backup(failing)).rejects.toMatchObject({ code: 'database_unreachable' })
    expect(await Array.fromAsync(listObjects(store, ''))).toEqual([])
  })

  it('writes no manifest when the store does not give back what was put', async () => {
    const get = store.get.bind(store)
    store.get = async (key, options) => {
      const path = join(directory, key)
      await writeFile(path, Buffer.alloc((await readFile(path)).length))
      return await get(key, options)
    }
    await expect(backup()).rejects.toMatchObject({ code: 'backup_corrupt' })
    expect(await listBackups(store)).toMatchObject([{ state: 'incomplete' }])
  })

  it('shows a dump without a manifest as incomplete, and a shortened one as damaged', async () => {
    const first = await backup(undefined, '2026-11-23T10:00:00Z')
    const second = await backup(undefined, '2026-11-23T11:00:00Z')
    const third = await backup(undefined, '2026-11-23T12:00:00Z')
    await store.delete('backup_2026-11-23_10-00-00.manifest.json')
    await truncate(join(directory, second.name), 20)
    await store.delete(third.name)
    expect(await listBackups(store)).toMatchObject([
      { name: third.name, state: 'damaged', problem: 'its data is gone' },
      { name: second.name, state: 'damaged', problem: `it has 20 of ${second.file.sizeBytes} bytes` },
      { name: first.name, state: 'incomplete', problem: 'it has no manifest' },
    ])
    await expect(chooseBackup(store, 'latest')).rejects.toMatchObject({ code: 'backups_none' })
    await expect(readManifest(store, first.name)).rejects.toMatchObject({ code: 'manifest_missing' })
    await expect(readManifest(store, 'backup_2026-01-01_00-00-00.sql.gz')).rejects.toMatchObject({
      code: 'backup_missing',
    })
  })

  it('chooses the newest complete backup, and says which newer ones it passed over', async () => {
    const first = await backup(undefined, '2026-11-23T10:00:00Z')
    const second = await backup(undefined, '2026-11-23T11:00:00Z')
    const get = vi.spyOn(store, 'get')
    expect(await chooseBackup(store, 'latest')).toEqual({ manifest: second, skipped: [] })
    expect(get).toHaveBeenCalledOnce()
    await truncate(join(directory, second.name), 20)
    const problem = `it has 20 of ${second.file.sizeBytes} bytes`
    expect(await chooseBackup(store, 'latest')).toEqual({ manifest: first, skipped: [{ name: second.name, problem }] })
    await expect(chooseBackup(store, second.name)).rejects.toMatchObject({ code: 'backup_corrupt' })
    await rm(join(directory, second.name))
    await expect(chooseBackup(store, second.name)).rejects.toMatchObject({ code: 'backup_corrupt' })
    expect(await chooseBackup(store, first.name)).toEqual({ manifest: first, skipped: [] })
  })

  it('refuses the manifest of another backup and one that is no JSON', async () => {
    const [first, second] = [
      await backup(undefined, '2026-11-23T10:00:00Z'),
      await backup(undefined, '2026-11-23T11:00:00Z'),
    ]
    const [firstKey, secondKey] = [
      'backup_2026-11-23_10-00-00.manifest.json',
      'backup_2026-11-23_11-00-00.manifest.json',
    ]
    await writeFile(join(directory, firstKey), await readFile(join(directory, secondKey)))
    await writeFile(join(directory, secondKey), '{"format":')
    const swapped = { code: 'manifest_invalid', parameters: { detail: `it belongs to ${second.name}` } }
    await expect(chooseBackup(store, 'latest')).rejects.toMatchObject({ code: 'backups_none' })
    await expect(readManifest(store, first.name)).rejects.toMatchObject(swapped)
    await expect(readManifest(store, second.name)).rejects.toMatchObject({ code: 'manifest_invalid' })
    expect(await listBackups(store)).toMatchObject([{ state: 'damaged' }, { state: 'damaged' }])
  })

  it('lets one of two backups of the same second win', async () => {
    const results = await Promise.allSettled([backup(), backup()])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results).toContainEqual({ status: 'rejected', reason: expect.objectContaining({ code: 'backup_exists' }) })
    expect(await listBackups(store)).toMatchObject([{ state: 'complete' }])
  })

  it('reports its steps in order', async () => {
    const steps = new Set<string>()
    await createBackup(source, {
      store,
      clock: at('2026-11-23T10:15:00Z'),
      onProgress: ({ step }) => steps.add(step),
    })
    expect([...steps]).toEqual(['describe', 'dump', 'verify', 'commit'])
  })
})

/** Calls `before` when the data of a backup are written, in whichever way. */
function delayData(store: ObjectStore, before: () => Promise<void>): void {
  const [put, putIfAbsent] = [store.put.bind(store), store.putIfAbsent.bind(store)]
  const wait = (key: string) => (key.endsWith('.sql.gz') && !key.includes('.globals.') ? before() : undefined)
  store.put = async (key, body, options) => {
    await wait(key)
    return await put(key, body, options)
  }
  store.putIfAbsent = async (key, body, options) => {
    await wait(key)
    return await putIfAbsent(key, body, options)
  }
}

/** The source with its dump passed through `change`. */
function withDump(
  source: SnapshotSource,
  change: (dump: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): SnapshotSource {
  return {
    snapshot: (use) =>
      source.snapshot((snapshot) =>
        use({
          ...(snapshot.server && { server: snapshot.server }),
          query: (text) => snapshot.query(text),
          dump: () => change(snapshot.dump()),
        }),
      ),
  }
}
