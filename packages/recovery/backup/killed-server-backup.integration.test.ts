import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { systemClock } from '@aura-sign/core'
import { listObjects, openFilesystemStore } from '@aura-sign/object-store'
import { startTestDatabase } from '@aura-sign/testkit'
import { describe, expect, it } from 'vitest'
import { pruneBackups } from '../retention/prune-backups.ts'
import { chooseBackup } from './choose-backup.ts'
import { createBackup } from './create-backup.ts'
import { listBackups } from './list-backups.ts'
import { openServerSnapshotSource } from './server-snapshot-source.ts'

const script = fileURLToPath(new URL('./testing/back-up-until.ts', import.meta.url))
const steps = ['describe', 'dump', 'verify', 'commit']
const policy = { keepLast: 1, keepHours: 24, keepDays: 2 }
const dayMs = 24 * 3_600_000

describe('a backup of a server whose process is killed', () => {
  it('counts as none at whichever step, the next one is whole, and what is left is removed after a day', async () => {
    await using database = await startTestDatabase()
    const folder = await mkdtemp(join(tmpdir(), 'aura killed '))
    const store = openFilesystemStore(folder)
    const stems = steps.map((_, minute) => `backup_2026-11-30_10-0${minute}-00`)
    for (const [minute, step] of steps.entries()) {
      const words = [script, pathToFileURL(folder).href, `2026-11-30T10:0${minute}:00Z`, step]
      const child = spawn(process.execPath, words, {
        env: { PATH: process.env.PATH, DATABASE_URL: database.url },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
      expect([child.signalCode, said, errors]).toEqual(['SIGKILL', `killed at ${step}\n`, ''])
    }
    // From the dump on roles are there, after it data too: what is left is what could be taken for a backup.
    const leftOf = (stem: string) => Array.fromAsync(listObjects(store, stem), ({ key }) => key.slice(stem.length))
    expect(await Promise.all(stems.map(leftOf))).toEqual([
      [],
      ['.globals.sql.gz'],
      ['.globals.sql.gz', '.sql.gz'],
      ['.globals.sql.gz', '.sql.gz'],
    ])
    const left = await listBackups(store)
    expect(left.map(({ state }) => state).filter((state) => state !== 'incomplete')).toEqual([])
    await expect(chooseBackup(store, 'latest')).rejects.toMatchObject({ code: 'backups_none' })

    const whole = await createBackup(openServerSnapshotSource({ url: database.url }), { store, clock: systemClock })
    expect((await chooseBackup(store, 'latest')).manifest.name).toBe(whole.name)
    await pruneBackups(store, { policy, now: new Date(systemClock.now().getTime() + dayMs + 60_000) })
    const keys = await Array.fromAsync(listObjects(store, 'backup_'), ({ key }) => key)
    expect(keys.filter((key) => stems.some((stem) => key.startsWith(stem)))).toEqual([])
    expect(keys).toContain(whole.name)
    await rm(folder, { recursive: true })
  })
})
