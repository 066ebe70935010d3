import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { AuraError, newId, systemClock } from '@aura-sign/core'
import { listObjects, type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { knownMigrations, openPool, type Sql } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { globalsNameOf, manifestNameOf } from '../../backup/backup-name.ts'
import { createBackup } from '../../backup/create-backup.ts'
import type { Manifest } from '../../backup/manifest.ts'
import { openServerSnapshotSource } from '../../backup/server-snapshot-source.ts'
import { recoveryEntrySchema, recoveryJournalPrefix } from '../../journal/recovery-journal.ts'
import { executeRestore, type RestoreOptions } from '../execute-restore.ts'
import { planRestore, restoreSteps } from '../plan-restore.ts'
import type { RestoreResult } from '../restore-result.ts'
import { findUnfinishedPromotion } from './finish-promotion.ts'
import { ServerRestoreTarget } from './server-restore-target.ts'
import { openServerSession, type ServerFacts } from './server-session.ts'

const userId = '00000000-0000-4000-8000-000000000001'
const clock = systemClock

describe('a restore on a server', () => {
  let backups: string
  let backedUp: Manifest
  let manifest: Manifest
  let directory: string
  let store: ObjectStore
  let database: TestDatabase
  let name: string
  let before: string[]

  beforeAll(async () => {
    backups = await mkdtemp(join(tmpdir(), 'aura backups '))
    await using source = await startTestDatabase()
    await fill(source.sql)
    backedUp = await createBackup(openServerSnapshotSource({ url: source.url }), {
      ...{ store: openFilesystemStore(backups), clock },
    })
  })
  afterAll(() => rm(backups, { recursive: true }))

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura restore '))
    store = openFilesystemStore(directory)
    manifest = backedUp
    for (const key of [manifest.name, manifestNameOf(manifest.name)])
      await store.put(key, await readFile(join(backups, key)))
    if (manifest.globals) await store.put(manifest.globals.key, await readFile(join(backups, manifest.globals.key)))
    database = await startTestDatabase()
    await database.sql`insert into siwe_nonces (nonce, expires_at) values ('youngernonce00000', '2999-01-01')`
    name = `restored_${randomUUID().slice(0, 8)}`
    before = await databases()
  })
  afterEach(async () => {
    const kept = (await databases()).filter((found) => found.startsWith(inUse()) && found !== inUse())
    for (const left of [name, ...kept]) await drop(left)
    await database.close()
    await rm(directory, { recursive: true })
  })

  const inUse = () => new URL(database.url).pathname.slice(1)
  const server = <T>(use: (sql: Sql) => Promise<T>) => {
    const url = Object.assign(new URL(process.env.AURA_TEST_POSTGRES_SUPERUSER_URL ?? ''), { pathname: '/postgres' })
    const sql = openPool({ url: url.href, applicationName: 'test', connectionsMax: 1 })
    return use(sql).finally(() => sql.end({ timeout: 1 }))
  }
  /** Those of this test: others run beside it. */
  const databases = () =>
    server(async (sql) => {
      const rows = await sql<{ name: string }[]>`
        select datname::text as name from pg_database where starts_with(datname, ${inUse()}) or datname = ${name}`
      return rows.map((row) => row.name).sort()
    })
  const drop = (left: string) => server((sql) => sql`drop database if exists ${sql(left)} with (force)`)

  interface RestoreRequest extends Partial<RestoreOptions> {
    promotes?: boolean
    facts?: Partial<ServerFacts>
    spacePath?: string
  }
  const restore = async (request: RestoreRequest = {}): Promise<RestoreResult> => {
    const { facts, promotes = true, spacePath, ...options } = request
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
  /** Replaces the dump, with a manifest that believes it. */
  const tamper = async (change: (sql: string) => string) => {
    const sql = gunzipSync(await readFile(join(backups, backedUp.name))).toString()
    const changed = change(sql)
    if (changed === sql) throw new Error('the fault was not planted')
    const file = gzipSync(changed)
    const sha256 = createHash('sha256').update(file).digest('hex')
    await store.put(backedUp.name, file)
    const sizes = { sizeBytes: file.length, uncompressedBytes: Buffer.byteLength(changed) }
    manifest = { ...backedUp, file: { ...backedUp.file, sha256, ...sizes } }
  }
  const journal = async () => {
    const entries = []
    for await (const { key } of listObjects(store, recoveryJournalPrefix)) {
      const entry = await readObject(store, key, { maxBytes: 65_536 })
      entries.push(recoveryEntrySchema.parse(JSON.parse(String(entry))))
    }
    return entries
  }
  const nonces = async (sql: Sql) => {
    const rows = await sql<{ nonce: string }[]>`select nonce from siwe_nonces`
    return rows.map(({ nonce }) => nonce)
  }
  const expectNothingChanged = async () => {
    expect(await databases()).toEqual(before)
    expect(await nonces(database.sql)).toEqual(['youngernonce00000'])
  }

  it('is in use without a restart of who uses it, keeps the old database, and trusts nothing from before', async () => {
    // Somebody is connected all the time, and somebody else is in the middle of a write.
    const writer = await database.sql.reserve()
    await writer`begin`
    await writer`insert into siwe_nonces (nonce, expires_at) values ('neveracknowledged', '2999-01-01')`
    const result = await restore()
    await expect(writer`commit`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })

    expect(result).toMatchObject({ database: inUse(), promoted: true, backup: manifest.name })
    expect(result.checks.filter((check) => !check.ok)).toEqual([])
    expect(result.trust).toEqual({ sessionsEnded: 1, noncesBurnt: 1, leasesReleased: 1 })
    expect(await database.sql`select statement from users`).toEqual([
      { statement: `it's; $$ "quoted" \\ and\nbroken — ключ` },
    ])
    expect(await nonces(database.sql)).toEqual([])
    expect(await database.sql`select from sessions`).toHaveLength(0)
    expect(await database.sql`select actor, action, detail from audit_log`).toEqual([
      { actor: 'restore', action: 'trust_ended', detail: { backup: manifest.name, ...result.trust } },
    ])
    expect(result.previous).toMatch(
      new RegExp(`^${inUse().slice(0, 30)}.*_replaced_\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d$`),
    )
    const old = openPool({
      url: Object.assign(new URL(database.url), { pathname: `/${result.previous}` }).href,
      applicationName: 'test',
    })
    expect(await nonces(old)).toEqual(['youngernonce00000'])
    await old.end({ timeout: 1 })
    expect(await journal()).toMatchObject([
      {
        who: 'somebody@somewhere',
        action: 'restore',
        backup: manifest.name,
        previous: result.previous,
        result: 'promoted',
        target: { database: inUse(), systemIdentifier: manifest.database.systemIdentifier },
      },
    ])
    await drop(result.previous ?? '')
  })

  it('stays beside the database in use where it is not to be promoted, and a later run only promotes it', async () => {
    const verified = await restore({ promotes: false })
    expect(verified).toMatchObject({ database: name, promoted: false, previous: null })
    expect(await nonces(database.sql)).toEqual(['youngernonce00000'])
    const promoted = await restore()
    expect(promoted).toMatchObject({ database: inUse(), promoted: true, checks: [] })
    expect(await nonces(database.sql)).toEqual([])
    expect((await journal()).map(({ action, result }) => [action, result])).toEqual([
      ['restore', 'verified'],
      ['promote', 'promoted'],
    ])
    await drop(promoted.previous ?? '')
  })

  it('takes the place of a database that is gone', async () => {
    await drop(inUse())
    const result = await restore()
    expect(result).toMatchObject({ database: inUse(), previous: null })
    expect(await database.sql`select id::text from users`).toEqual([{ id: userId }])
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['a flipped byte', () => flip(), 'backup_corrupt'],
    ['a truncated file', async () => store.put(manifest.name, (await stored()).subarray(0, -20)), 'backup_corrupt'],
    ['a missing file', () => store.delete(manifest.name), 'backup_missing'],
    ['the manifest of another backup', () => swapManifest(), 'backup_corrupt'],
    [
      'a statement that fails',
      () => tamper((sql) => `${sql}\ninsert into public.users values (null);`),
      'dump_refused',
    ],
    [
      'a setting of a newer Postgres',
      () => tamper((sql) => sql.replace(/^SET /m, 'SET transaction_timeout_of_later = 0;\nSET ')),
      'restore_setting_unknown',
    ],
    ['a row left out', () => tamper((sql) => dropRow(sql)), 'restore_mismatch'],
    [
      'an index left out',
      () => tamper((sql) => sql.replace(/CREATE INDEX embeddings_embedding_idx[^;]*;/, '')),
      'restore_mismatch',
    ],
    [
      'a command to the shell',
      () => tamper((sql) => sql.replace(/^CREATE TABLE/m, '\\! touch /tmp/owned\nCREATE TABLE')),
      'dump_unreadable',
    ],
  ])('stops at %s, leaves nothing behind and the database in use alone', async (_fault, plant, code) => {
    await plant()
    await expect(restore()).rejects.toMatchObject({ code })
    await expectNothingChanged()
    expect(await journal()).toMatchObject([{ result: 'failed', error: code, previous: null }])
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
        manifest = { ...manifest, file: { ...manifest.file, uncompressedBytes: 2 ** 52 } }
      },
      'restore_space_missing',
    ],
  ])('is not planned for %s', async (_what, plant, code) => {
    await plant()
    await expect(restore({ spacePath: directory })).rejects.toMatchObject({ code })
    await expectNothingChanged()
  })

  it('is not planned by an account that may not make databases, nor on a standby', async () => {
    await expect(restore({ facts: { mayCreateDatabases: false } })).rejects.toMatchObject({
      code: 'restore_right_missing',
    })
    await expect(restore({ facts: { isStandby: true } })).rejects.toMatchObject({ code: 'restore_server_read_only' })
    await expectNothingChanged()
  })

  it('goes into no database with something in it, and never into the one in use, whatever is noted on that', async () => {
    const note = JSON.stringify({
      auraRestore: { backup: manifest.name, sha256: manifest.file.sha256, state: 'verified' },
    })
    await server((sql) => sql.unsafe(`comment on database ${inUse()} is '${note}'`))
    await server((sql) => sql`create database ${sql(name)} template ${sql('aura_test_template')}`)
    await expect(restore()).rejects.toMatchObject({ code: 'target_not_empty' })
    name = inUse()
    await expect(restore()).rejects.toMatchObject({ code: 'target_not_empty' })
    expect(await nonces(database.sql)).toEqual(['youngernonce00000'])
  })

  it('takes an empty database that somebody has made for it', async () => {
    const { user } = await (async () => {
      await using session = await openServerSession({ url: database.url })
      return session.facts
    })()
    await server((sql) => sql`create database ${sql(name)} owner ${sql(user)}`)
    expect(await restore({ promotes: false })).toMatchObject({ database: name })
  })

  it('refuses to go on when another server answers than the one of the plan', async () => {
    await expect(restore({ facts: { systemIdentifier: '1' } })).rejects.toMatchObject({
      code: 'restore_server_changed',
    })
    await expectNothingChanged()
  })

  it('runs alone, and not when what was planned has changed', async () => {
    await using session = await openServerSession({ url: database.url })
    const target = new ServerRestoreTarget(session, { name, clock })
    {
      await using _lock = await target.lock()
      await expect(restore()).rejects.toMatchObject({ code: 'restore_running' })
    }
    const chosen = { manifest, skipped: [] }
    const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations() })
    const first = await restore({ promotes: false })
    expect(first.promoted).toBe(false)
    await expect(executeRestore(target, { plan, manifest, store, clock })).rejects.toMatchObject({
      code: 'plan_outdated',
    })
  })

  it('says so when the database is dropped while it is loaded, and the next run converges', async () => {
    let reads = 0
    const get: ObjectStore['get'] = async (key, options) => {
      const found = await store.get(key, options)
      reads += key === manifest.name ? 1 : 0
      // Verified, looked at for its settings, then loaded.
      if (!found || reads !== 3) return found
      const body = (async function* () {
        for await (const chunk of found.body) {
          yield chunk
          await drop(name)
        }
      })()
      return { ...found, body }
    }
    const dropped = restore({ store: Object.assign(Object.create(store), { get }) })
    await expect(dropped).rejects.toMatchObject({ code: 'restore_connection_lost' })
    await expectNothingChanged()
    const result = await restore()
    expect(result.promoted).toBe(true)
    await drop(result.previous ?? '')
  })

  it('is not in use when what has to come first fails, lets people in again, and a later run only does the last step', async () => {
    const settle = async () => {
      await expect(database.sql`select 1`).rejects.toMatchObject({ code: '55000' })
      throw new AuraError('restore_not_promoted', { database: name, detail: 'planted' })
    }
    await database.sql`select 1`
    await expect(restore({ settle })).rejects.toMatchObject({ code: 'restore_not_promoted', exitCode: 3 })
    expect(await nonces(database.sql)).toEqual(['youngernonce00000'])
    const seen: unknown[] = []
    const result = await restore({
      settle: async ({ url }) => {
        const sql = openPool({ url, applicationName: 'test', connectionsMax: 1 })
        seen.push(...(await sql`select id::text from users`))
        await sql.end({ timeout: 1 })
      },
    })
    expect(seen).toEqual([{ id: userId }])
    expect(result).toMatchObject({ promoted: true, checks: [] })
    await drop(result.previous ?? '')
  })

  it('does not replace a database from under a session that it may not end, and lets people in again', async () => {
    const held = await database.superuser.reserve()
    await expect(restore()).rejects.toMatchObject({
      code: 'restore_sessions_left',
      message: expect.stringContaining('test-superuser'),
    })
    held.release()
    expect(await nonces(database.sql)).toEqual(['youngernonce00000'])
    await database.superuser.end({ timeout: 1 })
    const result = await restore()
    expect(result).toMatchObject({ promoted: true, checks: [] })
    await drop(result.previous ?? '')
  })

  it('brings a backup of an older release up to date before it is in use', async () => {
    await using older = await startTestDatabase()
    const newest = knownMigrations().at(-1) ?? ''
    await older.sql.unsafe(await undoOf(newest)).simple()
    await older.sql`delete from schema_migrations where version = ${newest}`
    manifest = await createBackup(openServerSnapshotSource({ url: older.url }), {
      ...{ store, clock: { ...clock, now: () => new Date('2026-11-23T10:15:00Z') } },
    })
    const result = await restore()
    expect(await database.sql`select max(version) as version from schema_migrations`).toEqual([{ version: newest }])
    await drop(result.previous ?? '')
  })

  it('makes the roles of the backup that are missing, without touching those that are there', async () => {
    const [fresh, present] = [`fresh_${randomUUID().slice(0, 8)}`, `present_${randomUUID().slice(0, 8)}`]
    await server((sql) => sql.unsafe(`create role ${present} connection limit 7`))
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
    const key = globalsNameOf(manifest.name)
    await store.put(key, globals)
    const sha256 = createHash('sha256').update(globals).digest('hex')
    manifest = { ...manifest, globals: { key, sizeBytes: globals.length, sha256 } }
    await using session = await openServerSession({ url: database.url })
    const superuserUrl = process.env.AURA_TEST_POSTGRES_SUPERUSER_URL ?? ''
    const restoreWith = async (rights: { superuserUrl?: string }) => {
      const target = new ServerRestoreTarget(session, { name, clock, ...rights })
      const options = { chosen: { manifest, skipped: [] }, store, clock, knownSchemaVersions: knownMigrations() }
      const plan = await planRestore(target, { ...options, promotes: false })
      return await executeRestore(target, { plan, manifest, store, clock })
    }
    const without = await restoreWith({})
    expect(without.roles).toMatchObject({ created: [], refused: [{ role: fresh }] })
    await drop(name)
    const { roles } = await restoreWith({ superuserUrl })
    expect(roles).toEqual({ created: [fresh], present: [present], refused: [] })
    const found = await server(
      (sql) => sql`
      select rolname::text as name, rolsuper as super, rolconnlimit as connections from pg_roles
      where rolname in (${fresh}, ${present}) order by rolname`,
    )
    expect(found).toEqual([
      { name: fresh, super: false, connections: 3 },
      { name: present, super: false, connections: 7 },
    ])
    const member = await server((sql) => sql`select pg_has_role(${fresh}, ${present}, 'member') as is`)
    expect(member).toEqual([{ is: true }])
    await server((sql) => sql.unsafe(`drop role ${fresh}, ${present}`))
  })

  it('keeps what "alter database" has set', async () => {
    await database.sql.unsafe(`alter database ${inUse()} set work_mem = '7MB'`)
    await database.sql.unsafe(`alter database ${inUse()} connection limit 77`)
    const result = await restore()
    expect(await database.sql`show work_mem`).toEqual([{ work_mem: '7MB' }])
    const limits = await server((sql) => sql`select datconnlimit as at from pg_database where datname = ${inUse()}`)
    expect(limits).toEqual([{ at: 77 }])
    await drop(result.previous ?? '')
  })

  it('ends well after kill -9 at each of its steps in turn', async () => {
    const steps = [...restoreSteps.filter((step) => step !== 'promote'), 'promote', 'fenced', 'promoted']
    const killed: string[] = []
    for (const step of steps) killed.push(await killAt(step))
    expect(killed).toEqual(steps.map((step) => `killed at ${step}`))
    // In use since the last of them, and nobody has written that down.
    expect(await database.sql`select id::text from users`).toEqual([{ id: userId }])
    await using session = await openServerSession({ url: database.url })
    expect(await findUnfinishedPromotion(session)).toMatchObject({ backup: manifest.name, state: 'promoted' })
    const again = await restore()
    expect(again.checks.filter((check) => !check.ok)).toEqual([])
    expect(await database.sql`select id::text from users`).toEqual([{ id: userId }])
    expect(await findUnfinishedPromotion(session)).toBeNull()
    for (const left of (await databases()).filter((found) => found !== inUse())) await drop(left)
  }, 120_000)

  /** Runs a restore in a process of its own that kills itself when it reaches the step. */
  async function killAt(step: string): Promise<string> {
    const script = fileURLToPath(new URL('./testing/restore-until.ts', import.meta.url))
    const child = spawn(process.execPath, [script, pathToFileURL(directory).href, name, step], {
      ...{ env: { PATH: process.env.PATH, DATABASE_URL: database.url }, stdio: ['ignore', 'pipe', 'pipe'] },
    })
    const [[code, signal], output, errors] = await Promise.all([
      once(child, 'exit'),
      text(child.stdout),
      text(child.stderr),
    ])
    return signal === 'SIGKILL' ? output.trim() : `ended with ${code} at ${output.trim()}: ${errors}`
  }

  const stored = () => readFile(join(backups, backedUp.name))
  async function flip() {
    const file = await stored()
    file[file.length >> 1] = (file[file.length >> 1] ?? 0) ^ 1
    await store.put(backedUp.name, file)
  }
  /** Of a backup of the same second of another database: everything about it is right but what it holds. */
  async function swapManifest() {
    await using other = await startTestDatabase()
    const foreign = await createBackup(openServerSnapshotSource({ url: other.url }), {
      ...{ store: openFilesystemStore(join(directory, 'other')), clock },
    })
    manifest = { ...foreign, name: backedUp.name, globals: null }
  }
  async function plantDatabase(change: Partial<Manifest['database']>) {
    manifest = { ...manifest, database: { ...manifest.database, ...change } }
  }
})

/** What a migration says of how it is taken back. */
async function undoOf(version: string): Promise<string> {
  const migrations = fileURLToPath(new URL('../../../postgres/migrations/', import.meta.url))
  const file = (await readdir(migrations)).find((found) => found.startsWith(version)) ?? ''
  return (await readFile(join(migrations, file), 'utf8')).split('-- migrate:down')[1] ?? ''
}

/** Whether the dump has rows as COPY data or as INSERTs. */
function dropRow(sql: string): string {
  return sql
    .replace(/(COPY public\.siwe_nonces [^\n]*\n)[^\n]*\n/, '$1')
    .replace(/INSERT INTO public\.siwe_nonces [^;]*;/, '')
}

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
  await sql`
    insert into jobs (id, kind, payload, state, attempts, run_at, lease_token, lease_expires_at, created_at)
    values (${newId()}, 'embed', '{}', 'running', 1, ${at}, ${userId}, ${at}, ${at})`
}
