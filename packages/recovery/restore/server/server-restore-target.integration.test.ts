import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { systemClock as clock } from '@aura-sign/core'
import { knownMigrations } from '@aura-sign/postgres'
import { startTestDatabase } from '@aura-sign/testkit'
import { describe, expect, it } from 'vitest'
import { globalsNameOf } from '../../backup/backup-name.ts'
import { createBackup } from '../../backup/create-backup.ts'
import { openServerSnapshotSource } from '../../backup/server-snapshot-source.ts'
import { executeRestore } from '../execute-restore.ts'
import { planRestore } from '../plan-restore.ts'
import { ServerRestoreTarget } from './server-restore-target.ts'
import { openServerSession } from './server-session.ts'
import { useRestoreScene } from './testing/restore-scene.ts'

describe('a restore on a server', () => {
  const scene = useRestoreScene()

  it('takes an empty database that somebody has made for it', async () => {
    const { user } = await (async () => {
      await using session = await openServerSession({ url: scene.database.url })
      return session.facts
    })()
    await scene.server((sql) => sql`create database ${sql(scene.name)} owner ${sql(user)}`)
    expect(await scene.restore({ promotes: false })).toMatchObject({ database: scene.name })
  })

  it('brings a backup of an older release up to date before it is in use', async () => {
    await using older = await startTestDatabase()
    const newest = knownMigrations().at(-1) ?? ''
    await older.sql.unsafe(await undoOf(newest)).simple()
    await older.sql`delete from schema_migrations where version = ${newest}`
    scene.manifest = await createBackup(openServerSnapshotSource({ url: older.url }), {
      ...{ store: scene.store, clock: { ...clock, now: () => new Date('2026-11-23T10:15:00Z') } },
    })
    const result = await scene.restore()
    expect(await scene.database.sql`select max(version) as version from schema_migrations`).toEqual([
      { version: newest },
    ])
    await scene.drop(result.previous ?? '')
  })

  it('makes the roles of the backup that are missing, without touching those that are there', async () => {
    const [fresh, present] = [`fresh_${randomUUID().slice(0, 8)}`, `present_${randomUUID().slice(0, 8)}`]
    await scene.server((sql) => sql.unsafe(`create role ${present} connection limit 7`))
    const globals = gzipSync(
      [
        `CREATE ROLE ${fresh};`,
        `ALTER ROLE ${fresh} WITH NOSUPERUSER INHERIT NOLOGIN CONNECTION LIMIT 3;`,
        `CREATE ROLE ${present};`,
        `ALTER ROLE ${present} WITH SUPERUSER CONNECTION LIMIT 9;`,
        `GRANT ${present} TO ${fresh} GRANTED BY absent;`,
        'CREATE TABLE public.never ();',
      ].join('\n'),
    )
    const { store, name } = scene
    const key = globalsNameOf(scene.manifest.name)
    await store.put(key, globals)
    const sha256 = createHash('sha256').update(globals).digest('hex')
    const manifest = { ...scene.manifest, globals: { key, sizeBytes: globals.length, sha256 } }
    await using session = await openServerSession({ url: scene.database.url })
    const superuserUrl = process.env.AURA_TEST_POSTGRES_SUPERUSER_URL ?? ''
    const restoreWith = async (rights: { superuserUrl?: string }) => {
      const target = new ServerRestoreTarget(session, { name, clock, ...rights })
      const options = { chosen: { manifest, skipped: [] }, store, clock, knownSchemaVersions: knownMigrations() }
      const plan = await planRestore(target, { ...options, promotes: false })
      return await executeRestore(target, { plan, manifest, store, clock })
    }
    const without = await restoreWith({})
    expect(without.roles).toMatchObject({ created: [], refused: [{ role: fresh }] })
    await scene.drop(name)
    const { roles } = await restoreWith({ superuserUrl })
    expect(roles).toEqual({ created: [fresh], present: [present], refused: [] })
    const found = await scene.server(
      (sql) => sql`
      select rolname::text as name, rolsuper as super, rolconnlimit as connections from pg_roles
      where rolname in (${fresh}, ${present}) order by rolname`,
    )
    expect(found).toEqual([
      { name: fresh, super: false, connections: 3 },
      { name: present, super: false, connections: 7 },
    ])
    const member = await scene.server((sql) => sql`select pg_has_role(${fresh}, ${present}, 'member') as is`)
    expect(member).toEqual([{ is: true }])
    await scene.server((sql) => sql.unsafe(`drop role ${fresh}, ${present}`))
  })

  it('keeps what "alter database" has set', async () => {
    await scene.database.sql.unsafe(`alter database ${scene.inUse()} set work_mem = '7MB'`)
    await scene.database.sql.unsafe(`alter database ${scene.inUse()} connection limit 77`)
    const result = await scene.restore()
    expect(await scene.database.sql`show work_mem`).toEqual([{ work_mem: '7MB' }])
    const limits = await scene.server(
      (sql) => sql`select datconnlimit as at from pg_database where datname = ${scene.inUse()}`,
    )
    expect(limits).toEqual([{ at: 77 }])
    await scene.drop(result.previous ?? '')
  })
})

/** What a migration says of how it is taken back. */
async function undoOf(version: string): Promise<string> {
  const migrations = fileURLToPath(new URL('../../../postgres/migrations/', import.meta.url))
  const file = (await readdir(migrations)).find((found) => found.startsWith(version)) ?? ''
  return (await readFile(join(migrations, file), 'utf8')).split('-- migrate:down')[1] ?? ''
}
