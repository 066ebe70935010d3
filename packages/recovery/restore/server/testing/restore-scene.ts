import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { systemClock } from '@aura-sign/core'
import { listObjects, type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { knownMigrations, openPool, type Sql } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { manifestNameOf } from '../../../backup/backup-name.ts'
import { createBackup } from '../../../backup/create-backup.ts'
import type { Manifest } from '../../../backup/manifest.ts'
import { openServerSnapshotSource } from '../../../backup/server-snapshot-source.ts'
import { type RecoveryEntry, recoveryEntrySchema, recoveryJournalPrefix } from '../../../journal/recovery-journal.ts'
import { executeRestore, type RestoreOptions } from '../../execute-restore.ts'
import { planRestore } from '../../plan-restore.ts'
import type { RestoreResult } from '../../restore-result.ts'
import { ServerRestoreTarget } from '../server-restore-target.ts'
import { openServerSession, type ServerFacts } from '../server-session.ts'
import { fillDatabase } from './fill-database.ts'

interface RestoreRequest extends Partial<RestoreOptions> {
  promotes?: boolean
  facts?: Partial<ServerFacts>
  spacePath?: string
}

/** A database in use that is younger than the backup in the store, on a server where restores run; new for each test. */
export class RestoreScene {
  /** Where the backup lies as it was made, whatever a test does to the one in the store. */
  #backups = ''
  #before: string[] = []
  backedUp!: Manifest
  /** What is to be restored. */
  manifest!: Manifest
  directory = ''
  store!: ObjectStore
  database!: TestDatabase
  /** Of the database that is restored into. */
  name = ''

  async open(): Promise<void> {
    this.#backups = await mkdtemp(join(tmpdir(), 'aura backups '))
    await using source = await startTestDatabase()
    await fillDatabase(source.sql)
    const store = openFilesystemStore(this.#backups)
    this.backedUp = await createBackup(openServerSnapshotSource({ url: source.url }), { store, clock: systemClock })
  }

  async close(): Promise<void> {
    await rm(this.#backups, { recursive: true })
  }

  async set(): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), 'aura restore '))
    this.store = openFilesystemStore(this.directory)
    this.manifest = this.backedUp
    const { name, globals } = this.manifest
    for (const key of [name, manifestNameOf(name), ...(globals ? [globals.key] : [])])
      await this.store.put(key, await readFile(join(this.#backups, key)))
    this.database = await startTestDatabase()
    await this.database.sql`insert into siwe_nonces (nonce, expires_at) values ('youngernonce00000', '2999-01-01')`
    this.name = `restored_${randomUUID().slice(0, 8)}`
    this.#before = await this.databases()
  }

  async clear(): Promise<void> {
    const kept = (await this.databases()).filter((found) => found !== this.inUse())
    for (const left of [this.name, ...kept]) await this.drop(left)
    await this.database.close()
    await rm(this.directory, { recursive: true })
  }

  inUse(): string {
    return new URL(this.database.url).pathname.slice(1)
  }

  async server<T>(use: (sql: Sql) => Promise<T>): Promise<T> {
    const url = Object.assign(new URL(process.env.AURA_TEST_POSTGRES_SUPERUSER_URL ?? ''), { pathname: '/postgres' })
    const sql = openPool({ url: url.href, applicationName: 'test', connectionsMax: 1 })
    return await use(sql).finally(() => sql.end({ timeout: 1 }))
  }

  /** Those of this test: others run beside it. */
  async databases(): Promise<string[]> {
    const rows = await this.server(
      (sql) => sql<{ name: string }[]>`
        select datname::text as name from pg_database where starts_with(datname, ${this.inUse()}) or datname = ${this.name}`,
    )
    return rows.map((row) => row.name).sort()
  }

  async drop(left: string): Promise<void> {
    await this.server((sql) => sql`drop database if exists ${sql(left)} with (force)`)
  }

  async restore(request: RestoreRequest = {}): Promise<RestoreResult> {
    const { facts, promotes = true, spacePath, ...options } = request
    const { manifest, store, name, database } = this
    const clock = systemClock
    await using session = await openServerSession({ url: database.url })
    const target = new ServerRestoreTarget(
      { ...session, facts: { ...session.facts, ...facts } },
      { name, clock, ...(spacePath && { spacePath }) },
    )
    const chosen = { manifest, skipped: [] }
    const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations(), promotes })
    return await executeRestore(target, {
      ...{ plan, manifest, store, clock, journal: { store, who: 'somebody@somewhere' } },
      ...options,
    })
  }

  /** The dump as it was backed up. */
  async stored(): Promise<Buffer> {
    return await readFile(join(this.#backups, this.backedUp.name))
  }

  /** Replaces the dump, with a manifest that believes it. */
  async tamper(change: (sql: string) => string): Promise<void> {
    const sql = gunzipSync(await this.stored()).toString()
    const changed = change(sql)
    if (changed === sql) throw new Error('the fault was not planted')
    const file = gzipSync(changed)
    const sha256 = createHash('sha256').update(file).digest('hex')
    await this.store.put(this.backedUp.name, file)
    const sizes = { sizeBytes: file.length, uncompressedBytes: Buffer.byteLength(changed) }
    this.manifest = { ...this.backedUp, file: { ...this.backedUp.file, sha256, ...sizes } }
  }

  async journal(): Promise<RecoveryEntry[]> {
    const entries = []
    for await (const { key } of listObjects(this.store, recoveryJournalPrefix)) {
      const entry = await readObject(this.store, key, { maxBytes: 65_536 })
      entries.push(recoveryEntrySchema.parse(JSON.parse(String(entry))))
    }
    return entries
  }

  async nonces(sql: Sql): Promise<string[]> {
    const rows = await sql<{ nonce: string }[]>`select nonce from siwe_nonces`
    return rows.map(({ nonce }) => nonce)
  }

  async expectNothingChanged(): Promise<void> {
    expect(await this.databases()).toEqual(this.#before)
    expect(await this.nonces(this.database.sql)).toEqual(['youngernonce00000'])
  }
}

/** A scene for the tests of the block that this is called in. */
export function useRestoreScene(): RestoreScene {
  const scene = new RestoreScene()
  beforeAll(() => scene.open())
  afterAll(() => scene.close())
  beforeEach(() => scene.set())
  afterEach(() => scene.clear())
  return scene
}
