import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuraError, systemClock } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backupObjects, type ObjectsBackupOptions } from './backup-objects.ts'
import { doubtMs } from './judge-pair.ts'
import { contentHashOf, parseKeptKey, runsPrefix } from './object-keys.ts'
import { type ObjectsRun, readNewestObjectsBackup, readObjectsBackupState } from './objects-run.ts'
import {
  keysOf,
  openTestStores,
  planted,
  putEvidence,
  putMany,
  type TestStores,
  textOf,
  writtenAt,
} from './testing/object-stores.ts'

const dayMs = 24 * 3_600_000
let stores: TestStores
/** Moves by itself: each run begins in a second of its own. */
let nowMs: number
const clock = { now: () => new Date(nowMs), monotonicMs: () => systemClock.monotonicMs() }
beforeEach(() => {
  stores = openTestStores()
  nowMs = Date.now()
})
afterEach(() => stores[Symbol.dispose]())

async function run(change: Partial<ObjectsBackupOptions> = {}): Promise<ObjectsRun> {
  nowMs += 1_000
  const done = await backupObjects({ ...stores, clock, keepDays: 30, ...change })
  if (!done) throw new Error('it was not approved')
  return done
}
const keptOf = async (key: string) => {
  const kept = (await keysOf(stores.backups, 'deleted/')).flatMap((keptKey) => parseKeptKey(keptKey) ?? [])
  return await Promise.all(
    kept.filter((each) => each.key === key).map(({ keptKey }) => textOf(stores.backups, keptKey)),
  )
}
const failing = (code: 'object_store_failed', cause?: Error) => async () => {
  throw new AuraError(code, { store: 'x', detail: 'planted' }, { cause })
}

describe('a copy of the objects', () => {
  it('has every object under the same key, empty, large and oddly named ones too, and a manifest of it', async () => {
    const odd = ['data/ +%26%&<>"\'=?#[]{}|~*!$;,@^`', 'data/%2e%2e', 'data/a b/c', 'data/～', 'data/🔑', 'data/empty']
    for (const key of odd) await stores.objects.put(key, Buffer.from(key === 'data/empty' ? '' : key))
    const large = await putEvidence(stores.objects, Buffer.alloc(9 * 2 ** 20 + 1, 'aura'))
    await stores.objects.put('elsewhere/not-ours', Buffer.from('x'))
    await stores.objects.put('data/evidence-incoming/half', Buffer.from('x'))

    const first = await run()
    const keys = [...odd, large].sort()
    expect((await keysOf(stores.backups, 'data/')).sort()).toEqual(keys)
    expect(await textOf(stores.backups, 'data/🔑')).toBe('data/🔑')
    expect((await stores.backups.head(large))?.sizeBytes).toBe(9 * 2 ** 20 + 1)
    expect(first).toMatchObject({
      ...{ state: 'complete', source: stores.objects.url, failed: 0, unchanged: 0 },
      objects: { total: keys.length },
      copied: { new: keys.length },
    })
    expect(await readNewestObjectsBackup(stores.backups)).toEqual(first)

    const second = await run()
    expect(second).toMatchObject({ copied: { new: 0, overwritten: 0, bytes: 0 }, unchanged: keys.length })
    expect(second.objects.listingSha256).toBe(first.objects.listingSha256)
    expect(await keysOf(stores.backups, 'deleted/')).toEqual([])
  })

  it('names an object under a key that no store takes, instead of passing over it', async () => {
    await putEvidence(stores.objects, 'good')
    writeFileSync(join(stores.root, 'live', 'data', 'c:odd'), 'x')
    expect(await run()).toMatchObject({
      ...{ state: 'partial', failed: 1, copied: { new: 1 } },
      failures: [{ code: 'objects_key_not_taken', key: 'data/c:odd' }],
    })
  })

  it('keeps what was overwritten and what was deleted, until its time is over', async () => {
    await stores.objects.put('data/settings', Buffer.from('first'))
    const evidence = await putEvidence(stores.objects, 'to be deleted')
    await run()
    await stores.objects.put('data/settings', Buffer.from('2nd..'))
    await stores.objects.delete(evidence)
    expect(await run()).toMatchObject({ copied: { overwritten: 1 }, deleted: 1, state: 'complete' })
    expect(await textOf(stores.backups, 'data/settings')).toBe('2nd..')
    expect(await keysOf(stores.backups, 'data/')).toEqual(['data/settings'])
    expect([await keptOf('data/settings'), await keptOf(evidence)]).toEqual([['first'], ['to be deleted']])

    // A clock that is ahead by years removes nothing: the store has a time of its own.
    nowMs += 3_650 * dayMs
    expect(await run()).toMatchObject({ pruned: 0 })
    nowMs = Date.now()
    const old = new Date(nowMs - 31 * dayMs)
    const [recent = '', other = ''] = await keysOf(stores.backups, 'deleted/')
    const moved = [recent, other].map((key) => key.replace(/^deleted\/[^/]+/, 'deleted/2020-01-01_00-00-00'))
    await stores.backups.copy(recent, moved[0] ?? '')
    await stores.backups.copy(other, moved[1] ?? '')
    expect(await run()).toMatchObject({ pruned: 0 })
    for (const key of moved) await writtenAt(stores, `copies/${key}`, old)
    expect(await run()).toMatchObject({ pruned: 2 })
    expect(await keysOf(stores.backups, 'deleted/')).toEqual([recent, other])
  })

  it('sees an overwrite of the same size, though the copy is younger', async () => {
    await stores.objects.put('data/a', Buffer.from('first'))
    await run()
    await stores.objects.put('data/a', Buffer.from('other'))
    // Written at the source just before the copy of the older state was complete.
    await writtenAt(stores, 'live/data/a', new Date(nowMs - 1_000))
    expect(await run()).toMatchObject({ copied: { overwritten: 1 } })
    expect(await textOf(stores.backups, 'data/a')).toBe('other')
  })

  it('reads nothing of what is clearly older than its copy', async () => {
    await stores.objects.put('data/a', Buffer.from('first'))
    await writtenAt(stores, 'live/data/a', new Date(nowMs - 2 * doubtMs))
    await run()
    const unread = planted(stores.objects, { get: () => Promise.reject(new Error('it was read')) })
    expect(await run({ objects: unread })).toMatchObject({ unchanged: 1, state: 'complete' })
  })

  it('copies no evidence that does not hash to its key, names it, keeps the good copy, and copies all others', async () => {
    const damaged = await putEvidence(stores.objects, 'damaged later')
    await run()
    const alone = await putEvidence(stores.objects, 'never copied')
    for (const key of [damaged, alone]) await stores.objects.put(key, Buffer.from('flipped'))
    const good = await putEvidence(stores.objects, 'good')
    const done = await run()
    expect(done).toMatchObject({ state: 'partial', failed: 2, copied: { new: 1, overwritten: 0 } })
    expect(done.failures.map(({ key, code }) => [key, code]).sort()).toEqual(
      [damaged, alone].map((key) => [key, 'object_corrupt']).sort(),
    )
    expect(await textOf(stores.backups, damaged)).toBe('damaged later')
    expect(await keysOf(stores.backups, 'data/')).toEqual([damaged, good].sort())
  })

  it('takes a copy away that does not read back as it was written', async () => {
    const key = await putEvidence(stores.objects, 'hello')
    const flipping = planted(stores.backups, {
      put: async (to, _body, options) => {
        const sha256 = contentHashOf(to)
        if (sha256 === null) return await stores.backups.put(to, _body, options)
        return { ...(await stores.backups.put(to, Buffer.from('hellp'))), sha256 }
      },
    })
    const done = await run({ backups: flipping })
    expect(done).toMatchObject({ state: 'partial', failures: [{ key, code: 'object_copy_damaged' }] })
    expect(await keysOf(stores.backups, 'data/')).toEqual([])
    expect(await run()).toMatchObject({ state: 'complete', copied: { new: 1 } })
  })

  it('finds a copy that was damaged since, keeps it as evidence, and copies the object again', async () => {
    const key = await putEvidence(stores.objects, 'hello')
    await run()
    await stores.backups.put(key, Buffer.from('hellp'))
    expect(await run({ rereadAll: true })).toMatchObject({ copied: { repaired: 1 }, state: 'complete' })
    expect([await textOf(stores.backups, key), await keptOf(key)]).toEqual(['hello', ['hellp']])
    expect(await run({ rereadAll: true })).toMatchObject({ copied: { repaired: 0 }, reread: 1 })
  })

  it('reads every copy again within thirty days', async () => {
    const keys = await putMany(stores.objects, 3)
    await run()
    const read = new Set<string>()
    const watching = planted(stores.backups, {
      get: async (key, options) => {
        read.add(key)
        return await stores.backups.get(key, options)
      },
    })
    const startMs = nowMs
    // Every quarter of an hour of thirty days, but only those that are due for one of them.
    for (let slot = 0; slot < 30 * 96 && !keys.every((key) => read.has(key)); slot += 1) {
      nowMs = startMs + slot * 15 * 60_000
      if (keys.some((key) => isDueNow(key))) await run({ backups: watching })
    }
    expect(keys.filter((key) => !read.has(key))).toEqual([])
  })

  it('never makes a copy of half an old and half a new object, nor one that is outdated when it appears', async () => {
    const [one, two] = [Buffer.alloc(2 ** 20, 'one'), Buffer.alloc(2 ** 20, 'two')]
    await stores.objects.put('data/a', one)
    let reads = 0
    const overwriting = planted(stores.objects, {
      get: async (key, options) => {
        const found = await stores.objects.get(key, options)
        reads += 1
        if (reads === 1) await stores.objects.put(key, two)
        return found
      },
    })
    expect(await run({ objects: overwriting })).toMatchObject({ state: 'complete', copied: { new: 1 } })
    expect(await textOf(stores.backups, 'data/a')).toBe(two.toString())
    expect(reads).toBe(2)
  })

  it('names an object that changes each time that it is read', async () => {
    let writes = 0
    const objects = planted(stores.objects, {
      get: async (key, options) => {
        const found = await stores.objects.get(key, options)
        writes += 1
        await stores.objects.put(key, Buffer.from('x'.repeat(writes + 1)))
        return found
      },
    })
    await stores.objects.put('data/a', Buffer.from('x'))
    expect(await run({ objects })).toMatchObject({ failures: [{ key: 'data/a', code: 'object_changing' }] })
    expect(await keysOf(stores.backups, 'data/')).toEqual([])
  })

  it('takes an object that is deleted during the run for deleted', async () => {
    await putEvidence(stores.objects, 'gone soon')
    expect(await run({ objects: planted(stores.objects, { get: async () => null }) })).toMatchObject({
      ...{ state: 'complete', copied: { new: 0 }, failed: 0 },
    })
  })

  it('moves no copy away because a listing leaves the object out', async () => {
    const key = await putEvidence(stores.objects, 'still there')
    await run()
    const lying = planted(stores.objects, { list: async () => ({ objects: [], next: null }) })
    expect(await run({ objects: lying })).toMatchObject({ deleted: 0 })
    expect(await keysOf(stores.backups, 'data/')).toEqual([key])
  })

  it('holds back mass deletions and overwrites until they are confirmed, and copies new objects meanwhile', async () => {
    const keys = await putMany(stores.objects, 250)
    await stores.objects.put('data/a', Buffer.from('first'))
    await run()
    await stores.objects.deleteMany(keys.slice(0, 126))
    await stores.objects.put('data/a', Buffer.from('encrypted'))
    await putEvidence(stores.objects, 'new')
    const held = await run()
    expect(held).toMatchObject({
      state: 'held',
      held: { deleted: 126, overwritten: 1 },
      copied: { new: 1 },
      deleted: 0,
    })
    expect(await keysOf(stores.backups, 'data/')).toHaveLength(252)
    expect(await textOf(stores.backups, 'data/a')).toBe('first')
    // It does not count as a run: the age of the copies goes on growing.
    const state = await readObjectsBackupState(stores.backups)
    expect([state.newest, state.newestDone?.state]).toEqual([held, 'complete'])

    const confirmed = await run({ approve: async () => 'all' })
    expect(confirmed).toMatchObject({ state: 'complete', deleted: 126, copied: { overwritten: 1 } })
    expect(await keysOf(stores.backups, 'data/')).toHaveLength(126)
  })

  it('takes half of the objects, and a hundred of them, for what people may delete', async () => {
    const keys = await putMany(stores.objects, 100)
    await run()
    await stores.objects.deleteMany(keys)
    expect(await run()).toMatchObject({ state: 'complete', deleted: 100 })
    const more = await putMany(stores.objects, 240)
    await run()
    await stores.objects.deleteMany(more.slice(0, 120))
    expect(await run()).toMatchObject({ state: 'complete', deleted: 120 })
  })

  it('changes nothing when it is not approved', async () => {
    await putEvidence(stores.objects, 'x')
    expect(await backupObjects({ ...stores, clock, keepDays: 30, approve: async () => 'nothing' })).toBeNull()
    expect(await keysOf(stores.backups, '')).toEqual([])
  })

  it('is refused where the copies would be with the objects', async () => {
    await expect(run({ backups: stores.objects })).rejects.toMatchObject({ code: 'backup_store_not_apart' })
  })

  it.each<[string, Error | undefined, string]>([
    ['a full disk', Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }), 'objects_no_room'],
    ['a store that fails each time', undefined, 'object_store_failed'],
  ])('ends with %s, and leaves no manifest', async (_what, cause, code) => {
    await putMany(stores.objects, 60)
    const backups: ObjectStore = planted(stores.backups, { put: failing('object_store_failed', cause) })
    await expect(run({ backups })).rejects.toMatchObject({ code })
    expect(await keysOf(stores.backups, runsPrefix)).toEqual([])
    expect(await run()).toMatchObject({ state: 'complete', copied: { new: 60 } })
  })

  it('refuses a manifest that cannot be read', async () => {
    mkdirSync(join(stores.root, 'copies', 'objects'), { recursive: true })
    writeFileSync(join(stores.root, 'copies', 'objects', '2026-12-01_00-00-00.json'), '{}')
    await expect(readNewestObjectsBackup(stores.backups)).rejects.toMatchObject({ code: 'objects_run_invalid' })
  })
})

function isDueNow(key: string): boolean {
  return (
    Number.parseInt((contentHashOf(key) ?? '').slice(0, 8), 16) % 2_880 ===
    Math.floor((nowMs + 1_000) / 900_000) % 2_880
  )
}
