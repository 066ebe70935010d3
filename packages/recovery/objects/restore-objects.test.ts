import { systemClock } from '@aura-sign/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backupObjects } from './backup-objects.ts'
import { type ObjectsRestoreOptions, type ObjectsRestoreResult, restoreObjects } from './restore-objects.ts'
import {
  keysOf,
  openTestStores,
  planted,
  putEvidence,
  putMany,
  type TestStores,
  textOf,
} from './testing/object-stores.ts'

let stores: TestStores
let nowMs: number
const clock = { now: () => new Date(nowMs), monotonicMs: () => systemClock.monotonicMs() }
beforeEach(() => {
  stores = openTestStores()
  nowMs = Math.floor(Date.now() / 1_000) * 1_000
})
afterEach(() => stores[Symbol.dispose]())

async function backUp(): Promise<void> {
  nowMs += 1_000
  await backupObjects({ ...stores, clock, keepDays: 30, approve: async () => 'all' })
}
async function restore(change: Partial<ObjectsRestoreOptions> = {}): Promise<ObjectsRestoreResult> {
  const result = await restoreObjects({ ...stores, clock, approve: async () => true, ...change })
  if (!result) throw new Error('it was not approved')
  return result
}
const loseAll = async () => stores.objects.deleteMany(await keysOf(stores.objects, ''))

describe('a restore of the objects', () => {
  it('brings every object back under its key, and the second time nothing', async () => {
    const keys = await putMany(stores.objects, 30)
    await stores.objects.put('data/settings', Buffer.from('mine'))
    const large = await putEvidence(stores.objects, Buffer.alloc(9 * 2 ** 20 + 1, 'aura'))
    await backUp()
    await loseAll()
    expect(await restore()).toMatchObject({ restored: { missing: 32, different: 0 }, failed: 0, left: 0 })
    expect((await keysOf(stores.objects, '')).sort()).toEqual([...keys, large, 'data/settings'].sort())
    expect(await textOf(stores.objects, 'data/settings')).toBe('mine')
    expect(await restore()).toMatchObject({ restored: { missing: 0, different: 0, bytes: 0 }, same: 32 })
  })

  it('says what it would do, and does nothing unapproved', async () => {
    await stores.objects.put('data/a', Buffer.from('first'))
    await putEvidence(stores.objects, 'lost')
    await backUp()
    await loseAll()
    await stores.objects.put('data/a', Buffer.from('newer'))
    const plans: unknown[] = []
    const approve = async (plan: unknown) => plans.push(plan) < 0
    expect(await restoreObjects({ ...stores, clock, approve })).toBeNull()
    expect(plans).toMatchObject([
      {
        ...{ from: stores.backups.url, into: stores.objects.url, confirm: 'live', overwrite: false },
        ...{ missing: 1, missingBytes: 4, same: 0, different: 1, differentBytes: 5, examples: ['data/a'] },
      },
    ])
    expect(await keysOf(stores.objects, '')).toEqual(['data/a'])
  })

  it('leaves an object that differs, and overwrites it when told to', async () => {
    await stores.objects.put('data/a', Buffer.from('first'))
    await backUp()
    await stores.objects.put('data/a', Buffer.from('newer'))
    expect(await restore()).toMatchObject({ left: 1, restored: { different: 0 } })
    expect(await textOf(stores.objects, 'data/a')).toBe('newer')
    expect(await restore({ overwrite: true })).toMatchObject({ left: 0, restored: { different: 1 } })
    expect(await textOf(stores.objects, 'data/a')).toBe('first')
  })

  it('leaves an object that comes while it runs', async () => {
    await stores.objects.put('data/a', Buffer.from('first'))
    await backUp()
    await loseAll()
    const approve = async () => true
    const backups = planted(stores.backups, {
      get: async (key, options) => {
        await stores.objects.put('data/a', Buffer.from('newer'))
        return await stores.backups.get(key, options)
      },
    })
    expect(await restore({ approve, backups })).toMatchObject({ left: 1, restored: { missing: 0 } })
    expect(await textOf(stores.objects, 'data/a')).toBe('newer')
  })

  it('puts no damaged copy back, names it, and puts all others back', async () => {
    const damaged = await putEvidence(stores.objects, 'damaged')
    const good = await putEvidence(stores.objects, 'good')
    await backUp()
    await loseAll()
    await stores.backups.put(damaged, Buffer.from('flipped'))
    const result = await restore()
    expect(result).toMatchObject({
      restored: { missing: 1 },
      failed: 1,
      failures: [{ key: damaged, code: 'object_corrupt' }],
    })
    expect(await keysOf(stores.objects, '')).toEqual([good])
  })

  it('finds evidence that is damaged where it is, when told to read it', async () => {
    const key = await putEvidence(stores.objects, 'hello')
    await backUp()
    await stores.objects.put(key, Buffer.from('hellp'))
    expect(await restore()).toMatchObject({ same: 1 })
    expect(await restore({ reread: true, overwrite: true })).toMatchObject({ restored: { different: 1 } })
    expect(await textOf(stores.objects, key)).toBe('hello')
  })

  it('takes only what the prefix says', async () => {
    await stores.objects.put('data/a/1', Buffer.from('1'))
    await stores.objects.put('data/b/1', Buffer.from('1'))
    await backUp()
    await loseAll()
    await restore({ prefix: 'data/a/' })
    expect(await keysOf(stores.objects, '')).toEqual(['data/a/1'])
    await expect(restore({ prefix: 'attestations/' })).rejects.toMatchObject({ code: 'objects_prefix_invalid' })
  })

  it('brings back what was deleted since a time, and what was overwritten as it was then', async () => {
    await stores.objects.put('data/deleted early', Buffer.from('long gone'))
    await stores.objects.put('data/a', Buffer.from('first'))
    const evidence = await putEvidence(stores.objects, 'deleted late')
    await backUp()
    await stores.objects.delete('data/deleted early')
    await backUp()
    const since = new Date(nowMs + 1_000)
    await stores.objects.put('data/a', Buffer.from('second'))
    await stores.objects.delete(evidence)
    await backUp()
    await stores.objects.put('data/a', Buffer.from('the third'))
    await backUp()

    expect(await restore({ deletedSince: since })).toMatchObject({ restored: { missing: 1 }, left: 1 })
    expect(await textOf(stores.objects, evidence)).toBe('deleted late')
    expect(await textOf(stores.objects, 'data/a')).toBe('the third')
    await restore({ deletedSince: since, overwrite: true })
    expect(await textOf(stores.objects, 'data/a')).toBe('first')
    expect((await keysOf(stores.objects, '')).sort()).toEqual(['data/a', evidence].sort())
  })

  it('is refused where the copies would be with the objects', async () => {
    await expect(restore({ objects: stores.backups })).rejects.toMatchObject({ code: 'backup_store_not_apart' })
  })
})
