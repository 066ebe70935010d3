import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@aura-sign/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backupObjects } from './backup-objects.ts'
import { contentHashOf, parseKeptKey, runsPrefix } from './object-keys.ts'
import { readWhole } from './read-whole.ts'
import { restoreObjects } from './restore-objects.ts'
import { keysOf, openTestStores, putEvidence, putMany, type TestStores, textOf } from './testing/object-stores.ts'

const program = fileURLToPath(new URL('./testing/copy-until-killed.ts', import.meta.url))
const timeoutMs = 300_000
/** Changes of one run here: more would be a run that does not end. */
const changesMax = 40

let stores: TestStores
beforeEach(() => {
  stores = openTestStores()
})
afterEach(() => stores[Symbol.dispose]())

/** Whether it was killed. */
function runUntil(what: 'backup' | 'restore', change: number): boolean {
  const { signal, status, stderr } = spawnSync(process.execPath, [program], {
    env: {
      PATH: process.env.PATH,
      OBJECTS_URL: stores.objects.url,
      BACKUPS_URL: stores.backups.url,
      KILL_AT: String(change),
      WHAT: what,
    },
    encoding: 'utf8',
  })
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr)
  return signal === 'SIGKILL'
}

describe('a run that is killed at any of its changes', () => {
  it(
    'leaves only whole copies and no manifest, loses nothing that it moves away, and the next one makes it good',
    async () => {
      for (let change = 1; ; change += 1) {
        if (change > changesMax) throw new Error('the run does not end')
        await stores.backups.deleteMany(await keysOf(stores.backups, ''))
        await stores.objects.deleteMany(await keysOf(stores.objects, ''))
        const gone = await putEvidence(stores.objects, 'to be deleted')
        await stores.objects.put('data/a', Buffer.from('first'))
        await backupObjects({ ...stores, clock: systemClock, keepDays: 30 })
        await stores.backups.deleteMany(await keysOf(stores.backups, runsPrefix))
        await stores.objects.delete(gone)
        await stores.objects.put('data/a', Buffer.from('the second'))
        const added = await putMany(stores.objects, 3)

        const killed = runUntil('backup', change)
        if (!killed) {
          expect(change).toBeGreaterThan(6)
          return
        }
        for (const key of await keysOf(stores.backups, 'data/evidence/')) {
          await readWhole(stores.backups, { key, sha256: contentHashOf(key) })
        }
        expect((await keysOf(stores.backups, runsPrefix)).filter((key) => key.endsWith('.json'))).toEqual([])
        const done = await backupObjects({ ...stores, clock: systemClock, keepDays: 30 })
        expect(done).toMatchObject({ state: 'complete', failed: 0 })
        expect(await keysOf(stores.backups, 'data/')).toEqual(['data/a', ...added.toSorted()])
        expect(await textOf(stores.backups, 'data/a')).toBe('the second')
        const kept = new Map<string, string | null>()
        for (const keptKey of await keysOf(stores.backups, 'deleted/')) {
          kept.set(parseKeptKey(keptKey)?.key ?? '', await textOf(stores.backups, keptKey))
        }
        expect(kept.get(gone)).toBe('to be deleted')
        expect(kept.get('data/a')).toBe('first')
      }
    },
    timeoutMs,
  )

  it(
    'restores no half object, and the next one brings all back',
    async () => {
      const keys = await putMany(stores.objects, 4)
      await stores.objects.put('data/a', Buffer.from('first'))
      await backupObjects({ ...stores, clock: systemClock, keepDays: 30 })
      for (let change = 1; ; change += 1) {
        if (change > changesMax) throw new Error('the run does not end')
        await stores.objects.deleteMany(await keysOf(stores.objects, ''))
        await stores.objects.put('data/a', Buffer.from('another'))
        if (!runUntil('restore', change)) {
          expect(change).toBe(6)
          return
        }
        for (const key of await keysOf(stores.objects, 'data/evidence/')) {
          await readWhole(stores.objects, { key, sha256: contentHashOf(key) })
        }
        await restoreObjects({ ...stores, clock: systemClock, overwrite: true, approve: async () => true })
        expect(await keysOf(stores.objects, '')).toEqual(['data/a', ...keys.toSorted()])
        expect(await textOf(stores.objects, 'data/a')).toBe('first')
      }
    },
    timeoutMs,
  )
})
