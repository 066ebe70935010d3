import { join } from 'node:path'
import { systemClock as clock } from '@aura-sign/core'
import { openFilesystemStore } from '@aura-sign/object-store'
import { knownMigrations } from '@aura-sign/postgres'
import { startTestDatabase } from '@aura-sign/testkit'
import { describe, expect, it } from 'vitest'
import { createBackup } from '../../backup/create-backup.ts'
import type { Manifest } from '../../backup/manifest.ts'
import { openServerSnapshotSource } from '../../backup/server-snapshot-source.ts'
import { executeRestore } from '../execute-restore.ts'
import { planRestore } from '../plan-restore.ts'
import { ServerRestoreTarget } from './server-restore-target.ts'
import { openServerSession } from './server-session.ts'
import { useRestoreScene } from './testing/restore-scene.ts'

describe('a restore that cannot be trusted', () => {
  const scene = useRestoreScene()

  it.each<[string, () => Promise<unknown>, string]>([
    ['a flipped byte', () => flip(), 'backup_corrupt'],
    [
      'a truncated file',
      async () => scene.store.put(scene.manifest.name, (await scene.stored()).subarray(0, -20)),
      'backup_corrupt',
    ],
    ['a missing file', () => scene.store.delete(scene.manifest.name), 'backup_missing'],
    ['the manifest of another backup', () => swapManifest(), 'backup_corrupt'],
    [
      'a statement that fails',
      () => scene.tamper((sql) => `${sql}\ninsert into public.users values (null);`),
      'dump_refused',
    ],
    [
      'a setting of a newer Postgres',
      () => scene.tamper((sql) => sql.replace(/^SET /m, 'SET transaction_timeout_of_later = 0;\nSET ')),
      'restore_setting_unknown',
    ],
    ['a row left out', () => scene.tamper((sql) => dropRow(sql)), 'restore_mismatch'],
    [
      'an index left out',
      () => scene.tamper((sql) => sql.replace(/CREATE INDEX embeddings_embedding_idx[^;]*;/, '')),
      'restore_mismatch',
    ],
    [
      'a command to the shell',
      () => scene.tamper((sql) => sql.replace(/^CREATE TABLE/m, '\\! touch /tmp/owned\nCREATE TABLE')),
      'dump_unreadable',
    ],
  ])('stops at %s, leaves nothing behind and the database in use alone', async (_fault, plant, code) => {
    await plant()
    await expect(scene.restore()).rejects.toMatchObject({ code })
    await scene.expectNothingChanged()
    expect(await scene.journal()).toMatchObject([{ result: 'failed', error: code, previous: null }])
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['a newer Postgres', async () => plantDatabase({ postgres: { version: '99.0', major: 99 } }), 'postgres_older'],
    ['a newer schema', async () => plantDatabase({ schemaVersion: '29990101000000' }), 'backup_schema_newer'],
    [
      'an extension that is not installed',
      async () => plantDatabase({ extensions: { absent: '1.0' } }),
      'restore_extension_missing',
    ],
    [
      'a newer version of an extension',
      async () => plantDatabase({ extensions: { vector: '99.1' } }),
      'restore_extension_missing',
    ],
    [
      'more than the disk has room for',
      async () => {
        scene.manifest = { ...scene.manifest, file: { ...scene.manifest.file, uncompressedBytes: 2 ** 52 } }
      },
      'restore_space_missing',
    ],
  ])('is not planned for %s', async (_what, plant, code) => {
    await plant()
    await expect(scene.restore({ spacePath: scene.directory })).rejects.toMatchObject({ code })
    await scene.expectNothingChanged()
  })

  it('is not planned by an account that may not make databases, nor on a standby', async () => {
    await expect(scene.restore({ facts: { mayCreateDatabases: false } })).rejects.toMatchObject({
      code: 'restore_right_missing',
    })
    await expect(scene.restore({ facts: { isStandby: true } })).rejects.toMatchObject({
      code: 'restore_server_read_only',
    })
    await scene.expectNothingChanged()
  })

  it('goes into no database with something in it, and never into the one in use, whatever is noted on that', async () => {
    const note = JSON.stringify({
      auraRestore: { backup: scene.manifest.name, sha256: scene.manifest.file.sha256, state: 'verified' },
    })
    await scene.server((sql) => sql.unsafe(`comment on database ${scene.inUse()} is '${note}'`))
    await scene.server((sql) => sql`create database ${sql(scene.name)} template ${sql('aura_test_template')}`)
    await expect(scene.restore()).rejects.toMatchObject({ code: 'target_not_empty' })
    scene.name = scene.inUse()
    await expect(scene.restore()).rejects.toMatchObject({ code: 'target_not_empty' })
    expect(await scene.nonces(scene.database.sql)).toEqual(['youngernonce00000'])
  })

  it('refuses to go on when another server answers than the one of the plan', async () => {
    await expect(scene.restore({ facts: { systemIdentifier: '1' } })).rejects.toMatchObject({
      code: 'restore_server_changed',
    })
    await scene.expectNothingChanged()
  })

  it('runs alone, and not when what was planned has changed', async () => {
    await using session = await openServerSession({ url: scene.database.url })
    const target = new ServerRestoreTarget(session, { name: scene.name, clock })
    {
      await using _lock = await target.lock()
      await expect(scene.restore()).rejects.toMatchObject({ code: 'restore_running' })
    }
    const { manifest, store } = scene
    const chosen = { manifest, skipped: [] }
    const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations() })
    const first = await scene.restore({ promotes: false })
    expect(first.promoted).toBe(false)
    await expect(executeRestore(target, { plan, manifest, store, clock })).rejects.toMatchObject({
      code: 'plan_outdated',
    })
  })

  async function flip() {
    const file = await scene.stored()
    file[file.length >> 1] = (file[file.length >> 1] ?? 0) ^ 1
    await scene.store.put(scene.backedUp.name, file)
  }

  /** Of a backup of the same second of another database: everything about it is right but what it holds. */
  async function swapManifest() {
    await using other = await startTestDatabase()
    const foreign = await createBackup(openServerSnapshotSource({ url: other.url }), {
      ...{ store: openFilesystemStore(join(scene.directory, 'other')), clock },
    })
    scene.manifest = { ...foreign, name: scene.backedUp.name, globals: null }
  }

  async function plantDatabase(change: Partial<Manifest['database']>) {
    scene.manifest = { ...scene.manifest, database: { ...scene.manifest.database, ...change } }
  }
})

/** Whether the dump has rows as COPY data or as INSERTs. */
function dropRow(sql: string): string {
  return sql
    .replace(/(COPY public\.siwe_nonces [^\n]*\n)[^\n]*\n/, '$1')
    .replace(/INSERT INTO public\.siwe_nonces [^;]*;/, '')
}
