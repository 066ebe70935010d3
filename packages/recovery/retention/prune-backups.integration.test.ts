import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuraError, sha256Hex, systemClock } from '@aura-sign/core'
import { listObjects, type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import { startTestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verdictNameOf } from '../backup/backup-name.ts'
import { createBackup } from '../backup/create-backup.ts'
import { listBackups } from '../backup/list-backups.ts'
import type { Manifest } from '../backup/manifest.ts'
import { openServerSnapshotSource } from '../backup/server-snapshot-source.ts'
import type { Verdict } from '../backup/verdict.ts'
import { pruneBackups } from './prune-backups.ts'

const policy = { keepLast: 1, keepHours: 24, keepDays: 2 }
const now = new Date('2026-12-01T12:00:00Z')

describe('pruneBackups', () => {
  let folder: string
  let store: ObjectStore
  let manifest: Manifest
  let data: Buffer
  beforeAll(async () => {
    await using database = await startTestDatabase()
    const source = database.embedded ?? openServerSnapshotSource({ url: database.url })
    const made = await mkdtemp(join(tmpdir(), 'aura made '))
    const from = openFilesystemStore(made)
    manifest = await createBackup(source, { store: from, clock: systemClock })
    const found = await from.get(manifest.name)
    data = Buffer.concat(await Array.fromAsync(found?.body ?? []))
    await rm(made, { recursive: true })
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura prune '))
    store = openFilesystemStore(folder)
  })
  afterEach(() => rm(folder, { recursive: true }))
  afterAll(() => undefined)

  const suffix = () => manifest.name.slice(manifest.name.indexOf('.'))
  /** The same backup under the name of another time; its roles are not there, and not said to be. */
  const put = async (time: string, options: { verified?: boolean; data?: Buffer } = {}) => {
    const stem = `backup_${time}`
    const name = stem + suffix()
    await store.put(name, options.data ?? data)
    await store.put(`${stem}.manifest.json`, Buffer.from(JSON.stringify({ ...manifest, name, globals: null })))
    if (!options.verified) return stem
    const verdict: Verdict = {
      ...{ format: 1, backup: name, sha256: manifest.file.sha256, verifiedAt: now.toISOString(), durationMs: 1 },
      ...{ version: '1', host: 'h', ok: true, checks: [{ name: 'row counts', ok: true, detail: '' }] },
    }
    await store.put(verdictNameOf(name), Buffer.from(JSON.stringify(verdict)))
    return stem
  }
  const keys = async (prefix = '') => (await Array.fromAsync(listObjects(store, prefix))).map(({ key }) => key)
  const prune = (change: Partial<Parameters<typeof pruneBackups>[1]> = {}) =>
    pruneBackups(store, { policy, now, ...change })

  it('removes everything that an old backup has, and leaves what others keep in the store alone', async () => {
    const old = await put('2026-11-20_12-00-00', { verified: true })
    await store.put(`${old}.globals.sql.gz`, Buffer.from('roles'))
    await store.put('attestations/0x1/0x2.json', Buffer.from('{}'))
    const newest = await put('2026-12-01_11-00-00', { verified: true })
    const before = await keys()
    expect((await prune({ dryRun: true })).plan.remove).toHaveLength(1)
    expect(await keys()).toEqual(before)
    const { removed } = await prune()
    expect(removed.map(({ backup }) => backup.stem)).toEqual([old])
    expect(await keys()).toEqual(before.filter((key) => !key.startsWith(old)))
    expect(await keys(newest)).toHaveLength(3)
  })

  it('never removes the last good one when all newer ones are 20 bytes of gzip', async () => {
    const good = await put('2026-11-01_12-00-00', { verified: true })
    for (let day = 10; day < 30; day += 1) {
      await put(`2026-11-${day}_12-00-00`, { data: Buffer.alloc(20) })
    }
    expect((await prune()).removed).toEqual([])
    expect((await listBackups(store)).find(({ name }) => name.startsWith(good))).toMatchObject({ state: 'complete' })
  })

  it('counts no verdict about another file, and none that says other than its checks', async () => {
    const old = await put('2026-11-01_12-00-00')
    const lying = await put('2026-11-20_12-00-00', { verified: true })
    const swapped = await put('2026-11-21_12-00-00', { verified: true })
    const verdict = { backup: lying + suffix(), ok: true, checks: [{ name: 'row counts', ok: false, detail: '' }] }
    await store.put(`${lying}.verdict.json`, Buffer.from(JSON.stringify(verdict)))
    const other = { ...manifest, name: swapped + suffix(), file: { ...manifest.file, sha256: sha256Hex('other') } }
    await store.put(`${swapped}.manifest.json`, Buffer.from(JSON.stringify(other)))
    expect((await prune()).removed).toEqual([])
    expect(await keys(old)).toHaveLength(2)
  })

  it('leaves nothing that looks whole wherever it is killed, and the next run removes the rest', async () => {
    for (let allowed = 0; allowed < 5; allowed += 1) {
      const old = await put('2026-11-20_12-00-00', { verified: true })
      await store.put(`${old}.globals.sql.gz`, Buffer.from('roles'))
      await put('2026-12-01_11-00-00', { verified: true })
      // Deletes one object at a time and dies, as the kernel would have it.
      let left = allowed
      const dying: ObjectStore = {
        ...store,
        list: store.list.bind(store),
        get: store.get.bind(store),
        deleteMany: async (doomed) => {
          for (const key of doomed) {
            if (left === 0) throw new Error('killed')
            left -= 1
            await store.delete(key)
          }
          return []
        },
      }
      const outcome = await pruneBackups(dying, { policy, now }).then(
        () => 'done',
        () => 'killed',
      )
      expect(outcome).toBe(allowed < 4 ? 'killed' : 'done')
      const left_ = (await listBackups(store)).filter(({ name }) => name.startsWith(old))
      if (allowed > 0) expect(left_.filter(({ state }) => state !== 'incomplete')).toEqual([])
      // As old as their name says; these were written a moment ago.
      await prune({ now: new Date(systemClock.now().getTime() + 25 * 3_600_000) })
      expect(await keys(old)).toEqual([])
    }
  })

  it('removes a leftover only after a day, and says why it stays', async () => {
    await writeFile(join(folder, `backup_2026-11-20_12-00-00${suffix()}`), data)
    const { plan } = await prune({ now: systemClock.now() })
    expect(plan.keep).toMatchObject([{ reason: 'it may still be written' }])
    await prune({ now: new Date(systemClock.now().getTime() + 25 * 3_600_000) })
    expect(await keys()).toEqual([])
  })

  it('says which object it may not delete, and touches nothing else of that backup', async () => {
    await put('2026-11-20_12-00-00', { verified: true })
    await put('2026-12-01_11-00-00', { verified: true })
    const before = await keys()
    const denied = new AuraError('object_store_access_denied', { store: store.url })
    for (const refuse of [
      () => Promise.reject(denied),
      async (doomed: readonly string[]) => doomed.map((key) => ({ key, detail: 'locked until 2027' })),
    ]) {
      const locked: ObjectStore = {
        ...store,
        list: store.list.bind(store),
        get: store.get.bind(store),
        deleteMany: refuse,
      }
      await expect(pruneBackups(locked, { policy, now })).rejects.toMatchObject({
        code: 'prune_refused',
        parameters: { key: 'backup_2026-11-20_12-00-00.manifest.json' },
      })
      expect(await keys()).toEqual(before)
    }
  })
})
