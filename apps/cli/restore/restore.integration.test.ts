import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { systemClock } from '@aura-sign/core'
import { type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import { knownMigrations, openPool, type Sql } from '@aura-sign/postgres'
import {
  createBackup,
  executeRestore,
  type Manifest,
  manifestNameOf,
  planRestore,
  type RestoreResult,
  restoreSteps,
} from '@aura-sign/recovery'
import { type DataDirectory, dataDirectoryAt, lockDirectory, openEmbeddedDatabase } from '@aura-sign/stack'
import { startEmbeddedTestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createContext } from '../config.ts'
import { activeDatabaseDirectory } from '../up/open-active-database.ts'
import { chooseEmbeddedTarget } from './choose-embedded-target.ts'
import { EmbeddedRestoreTarget } from './embedded-restore-target.ts'
import { runRestore } from './run-restore.ts'

const password = () => 'test'
const userId = '00000000-0000-4000-8000-000000000001'

describe('restore on the embedded stack', () => {
  let root: string
  let backups: string
  let manifest: Manifest
  let dataDirectory: DataDirectory
  let store: ObjectStore

  beforeAll(async () => {
    backups = await mkdtemp(join(tmpdir(), 'aura backups '))
    await using database = await startEmbeddedTestDatabase()
    await fill(database.sql)
    const clock = { now: () => new Date('2026-11-23T10:15:00Z'), monotonicMs: systemClock.monotonicMs }
    manifest = await createBackup(database.embedded, { store: openFilesystemStore(backups), clock })
  })
  afterAll(() => rm(backups, { recursive: true }))

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aura data '))
    dataDirectory = dataDirectoryAt(root)
    store = openFilesystemStore(join(root, 'backups'))
    for (const key of [manifest.name, manifestNameOf(manifest.name)])
      await store.put(key, await readFile(join(backups, key)))
    // Stands for the database in use; a restore has no reason to look inside.
    await mkdir(join(dataDirectory.databases, 'aura'), { recursive: true })
    await writeFile(join(dataDirectory.databases, 'aura', 'kept'), 'kept')
  })
  afterEach(() => rm(root, { recursive: true }))

  const restore = async (from: Manifest = manifest, into?: string): Promise<RestoreResult> => {
    const target = await chooseEmbeddedTarget(dataDirectory, { backup: from.name, into, password })
    const clock = systemClock
    const plan = await planRestore(target, {
      chosen: { manifest: from, skipped: [] },
      store,
      clock,
      knownSchemaVersions: knownMigrations(),
    })
    return await executeRestore(target, { plan, manifest: from, store, clock })
  }
  const active = () => activeDatabaseDirectory(dataDirectory)
  const inspect = async <T>(use: (sql: Sql) => Promise<T>): Promise<T> => {
    await using database = await openEmbeddedDatabase({ directory: active(), port: 0, password: password() })
    const sql = openPool({ url: database.url, applicationName: 'test' })
    return await use(sql).finally(() => sql.end({ timeout: 1 }))
  }
  /** Replaces the dump, with a manifest that believes it. */
  const tamper = async (change: (dump: Buffer) => Buffer): Promise<Manifest> => {
    const file = change(await readFile(join(backups, manifest.name)))
    const sha256 = createHash('sha256').update(file).digest('hex')
    await store.put(manifest.name, file)
    return { ...manifest, file: { ...manifest.file, sha256, sizeBytes: file.length, ...uncompressed(file) } }
  }
  /** What the manifest would say of a dump that was made like that. */
  const uncompressed = (file: Buffer) => {
    try {
      return { uncompressedBytes: gunzipSync(file).length }
    } catch {
      return {}
    }
  }
  const editSql = (edit: (sql: string) => string) => (dump: Buffer) => {
    const before = gunzipSync(dump).toString()
    const after = edit(before)
    if (after === before) throw new Error('the fault was not planted')
    return gzipSync(after)
  }
  const expectNothingChanged = () => {
    expect(active()).toBe(join(dataDirectory.databases, 'aura'))
    const restored = join(dataDirectory.databases, 'restored_2026-11-23_10-15-00')
    for (const path of [restored, `${restored}.restore.json`, `${restored}.initialising`]) {
      expect(existsSync(path), path).toBe(false)
    }
  }

  it('puts a verified copy into use, keeps the old database, and trusts nothing from before', async () => {
    const result = await restore()
    expect(result).toMatchObject({ database: 'restored_2026-11-23_10-15-00', previous: 'aura' })
    expect(result.checks.filter((check) => !check.ok)).toEqual([])
    expect(result.trust).toEqual({ sessionsEnded: 1, noncesBurnt: 1, leasesReleased: 2 })
    expect(await readFile(join(dataDirectory.databases, 'aura', 'kept'), 'utf8')).toBe('kept')
    await inspect(async (sql) => {
      expect(await sql`select statement from users`).toEqual([{ statement: `it's; $$ "quoted" \\ and\nbroken — ключ` }])
      expect(await sql`select count(*)::int as rows from sessions`).toEqual([{ rows: 0 }])
      expect(await sql`select count(*)::int as rows from siwe_nonces`).toEqual([{ rows: 0 }])
      expect(await sql`select payload->>'name' as name, state, attempts, lease_token from jobs order by id`).toEqual([
        { name: 'alone', state: 'queued', attempts: 0, lease_token: null },
        { name: 'superseded', state: 'cancelled', attempts: 0, lease_token: null },
        { name: 'newer', state: 'queued', attempts: 0, lease_token: null },
      ])
      expect(await sql`select actor, action, detail from audit_log`).toEqual([
        { actor: 'restore', action: 'trust_ended', detail: { backup: manifest.name, ...result.trust } },
      ])
    })
  })

  it('restores a second time beside the first, and gives every restored cluster an identity of its own', async () => {
    const identifier = async () => {
      const [row] = await inspect((sql) => sql`select system_identifier::text as id from pg_control_system()`)
      return row?.id
    }
    await restore()
    const first = await identifier()
    const second = await restore()
    expect(second).toMatchObject({
      database: 'restored_2026-11-23_10-15-00_2',
      previous: 'restored_2026-11-23_10-15-00',
    })
    expect(new Set([manifest.database.systemIdentifier, first, await identifier()]).size).toBe(3)
  })

  it('knows the version of the Postgres it restores into', async () => {
    const target = new EmbeddedRestoreTarget(dataDirectory, { name: 'fresh', password })
    expect(target.postgresMajor).toBe(manifest.database.postgres.major)
  })

  it.each([
    ['a flipped byte', 'backup_corrupt'],
    ['a missing file', 'backup_missing'],
    ['a truncated file', 'backup_corrupt'],
  ])('refuses %s before making anything', async (fault, code) => {
    const file = await readFile(join(backups, manifest.name))
    if (fault === 'a flipped byte') file[file.length >> 1] = (file[file.length >> 1] ?? 0) ^ 1
    if (fault === 'a missing file') await store.delete(manifest.name)
    else await store.put(manifest.name, fault === 'a truncated file' ? file.subarray(0, 20) : file)
    await expect(restore()).rejects.toMatchObject({ code })
    expectNothingChanged()
  })

  it.each<[string, (dump: Buffer) => Buffer, string]>([
    ['gzip that ends early', (dump) => dump.subarray(0, -100), 'backup_corrupt'],
    ['a statement that fails', editSql((sql) => `${sql}insert into public.users values (null);`), 'dump_refused'],
    ['a row left out', editSql((sql) => sql.replace(/INSERT INTO public\.siwe_nonces [^;]*;/, '')), 'restore_mismatch'],
    ['another digit in a vector', editSql((sql) => sql.replace(/'\[0\.\d/, "'[0.9")), 'restore_mismatch'],
    [
      'an index left out',
      editSql((sql) => sql.replace(/CREATE INDEX embeddings_embedding_idx[^;]*;/, '')),
      'restore_mismatch',
    ],
  ])('stops at %s, removes what it made and leaves the database in use alone', async (_fault, change, code) => {
    await expect(restore(await tamper(change))).rejects.toMatchObject({ code })
    expectNothingChanged()
  })

  it('refuses a backup of a newer Postgres or a newer schema, and a target with something in it', async () => {
    const { database } = manifest
    const newerPostgres = { ...manifest, database: { ...database, postgres: { version: '19.0', major: 19 } } }
    await expect(restore(newerPostgres)).rejects.toMatchObject({ code: 'postgres_older' })
    const newerSchema = { ...manifest, database: { ...database, schemaVersion: '29990101000000' } }
    await expect(restore(newerSchema)).rejects.toMatchObject({ code: 'backup_schema_newer' })
    await mkdir(join(dataDirectory.databases, 'used'))
    await writeFile(join(dataDirectory.databases, 'used', 'file'), '')
    await expect(restore(manifest, 'used')).rejects.toMatchObject({ code: 'target_not_empty' })
    await expect(restore(manifest, 'aura')).rejects.toMatchObject({ code: 'target_not_empty' })
    await expect(restore(manifest, '../outside')).rejects.toMatchObject({ code: 'usage' })
    expectNothingChanged()
  })

  it('never replaces the database in use, whatever mark a killed promotion left beside it', async () => {
    for (const verified of [false, true]) {
      const mark = { backup: manifest.name, sha256: manifest.file.sha256, verified }
      await writeFile(join(dataDirectory.databases, 'aura.restore.json'), JSON.stringify(mark))
      await expect(restore(manifest, 'aura')).rejects.toMatchObject({ code: 'target_not_empty' })
      expect(await readFile(join(dataDirectory.databases, 'aura', 'kept'), 'utf8')).toBe('kept')
    }
  })

  it('refuses while a stack uses the database, and while another restore runs', async () => {
    {
      using _stack = lockDirectory(active())
      await expect(restore()).rejects.toMatchObject({ code: 'stack_running' })
    }
    const target = new EmbeddedRestoreTarget(dataDirectory, { name: 'other', password })
    await using _restore = await target.lock()
    await expect(restore()).rejects.toMatchObject({ code: 'restore_running' })
    expectNothingChanged()
  })

  it('carries out of two plans only the first, and never touches what that one put into use', async () => {
    const clock = systemClock
    const planned = async () => {
      const target = await chooseEmbeddedTarget(dataDirectory, { backup: manifest.name, into: undefined, password })
      const chosen = { manifest, skipped: [] }
      const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations() })
      return () => executeRestore(target, { plan, manifest, store, clock })
    }
    const [first, second] = [await planned(), await planned()]
    await first()
    {
      await using _stack = await openEmbeddedDatabase({ directory: active(), port: 0, password: password() })
      await expect(second()).rejects.toMatchObject({ code: 'plan_outdated' })
    }
    await inspect(async (sql) => expect(await sql`select count(*)::int as rows from users`).toEqual([{ rows: 1 }]))
  })

  it('does not remove a target that something has open', async () => {
    const target = new EmbeddedRestoreTarget(dataDirectory, { name: 'open', password })
    const directory = join(dataDirectory.databases, 'open')
    await mkdir(directory)
    using _stack = lockDirectory(directory)
    const prepared = target.prepare({ backup: manifest.name, sha256: manifest.file.sha256 })
    await expect(prepared).rejects.toMatchObject({ code: 'stack_running' })
    await expect(target.discard()).rejects.toMatchObject({ code: 'stack_running' })
    expect(existsSync(directory)).toBe(true)
  })

  it('asks for the name of what is replaced, and where there is nothing for that of what is made', async () => {
    const plan = async () => {
      const target = new EmbeddedRestoreTarget(dataDirectory, { name: 'fresh', password })
      const chosen = { manifest, skipped: [] }
      return await planRestore(target, { chosen, store, clock: systemClock, knownSchemaVersions: knownMigrations() })
    }
    await writeFile(dataDirectory.activeDatabaseFile, 'in_use\n')
    expect(await plan()).toMatchObject({ replaces: null, confirm: 'fresh' })
    await mkdir(join(dataDirectory.databases, 'in_use'))
    expect(await plan()).toMatchObject({ replaces: 'in_use', confirm: 'in_use' })
  })

  it('plans without writing anything, and says so when the data directory cannot be written', async () => {
    const request = { backup: manifest.name, into: undefined, onProgress: () => undefined }
    const contextAt = (data: string) =>
      createContext({ AURA_DATA_DIR: data, BACKUP_STORE_URL: pathToFileURL(join(root, 'backups')).href }, root)
    const absent = join(root, 'absent')
    expect(await runRestore(contextAt(absent), { ...request, approve: async () => false })).toBeNull()
    expect(existsSync(absent)).toBe(false)
    const blocked = contextAt(join(root, 'blocked'))
    await mkdir(dirname(blocked.dataDirectory.objects), { recursive: true })
    await writeFile(blocked.dataDirectory.objects, '')
    const refused = runRestore(blocked, { ...request, approve: async () => true })
    await expect(refused).rejects.toMatchObject({ code: 'data_directory_unwritable' })
  })

  it('ends well after kill -9 at each of its steps in turn', async () => {
    const killed: string[] = []
    for (const step of [...restoreSteps, 'promoted']) killed.push(await killAt(step))
    expect(killed).toEqual([...restoreSteps, 'promoted'].map((step) => `killed at ${step}`))
    const database = active()
    expect(database).toBe(join(dataDirectory.databases, 'restored_2026-11-23_10-15-00'))
    const result = await restore()
    expect(result.previous).toBe('restored_2026-11-23_10-15-00')
    await inspect(async (sql) => expect(await sql`select count(*)::int as rows from users`).toEqual([{ rows: 1 }]))
  }, 120_000)

  /** Runs a restore in a process of its own that kills itself when it reaches the step. */
  async function killAt(step: string): Promise<string> {
    const script = fileURLToPath(new URL('./testing/restore-until.ts', import.meta.url))
    const child = spawn(process.execPath, [script, root, pathToFileURL(join(root, 'backups')).href, step], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [[code, signal], output, errors] = await Promise.all([
      once(child, 'exit'),
      text(child.stdout),
      text(child.stderr),
    ])
    return signal === 'SIGKILL' ? output.trim() : `ended with ${code} at ${output.trim()}: ${errors}`
  }
})

async function fill(sql: Sql): Promise<void> {
  const at = new Date('2026-11-23T10:00:00Z')
  const vector = `[${Array.from({ length: 384 }, (_, index) => 0.1 + index / 1000).join(',')}]`
  await sql`insert into users (id, founding_account, statement, created_at)
    values (${userId}, 'eip155:1:0x01', ${`it's; $$ "quoted" \\ and\nbroken — ключ`}, ${at})`
  await sql`insert into embeddings (id, user_id, model, source_hash, embedding, updated_at)
    values (${userId}, ${userId}, 'hash', ${'0'.repeat(64)}, ${vector}, ${at})`
  await sql`insert into sessions (id, user_id, token_hash, account, created_at, last_seen_at, expires_at)
    values (${userId}, ${userId}, ${Buffer.alloc(32, 7)}, 'eip155:1:0x01', ${at}, ${at}, '2999-01-01')`
  await sql`insert into siwe_nonces (nonce, expires_at) values ('nonce000000000000', '2999-01-01')`
  await sql`insert into recovery_heartbeats (at) values (${at})`
  const job = (index: number, name: string, running: boolean, key: string | null) => sql`
    insert into jobs (id, kind, payload, state, unique_key, attempts, run_at, lease_token, lease_expires_at, created_at)
    values (${`00000000-0000-7000-8000-00000000000${index}`}, 'embed', ${sql.json({ name })}, ${running ? 'running' : 'queued'},
      ${key}, ${running ? 1 : 0}, ${at}, ${running ? userId : null}, ${running ? at : null}, ${at})`
  await job(1, 'alone', true, 'a')
  await job(2, 'superseded', true, 'b')
  await job(3, 'newer', false, 'b')
}
