import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { systemClock } from '@aura-sign/core'
import { openFilesystemStore } from '@aura-sign/object-store'
import { openPool, type Sql } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { compareDatabases } from '../verify/compare-databases.ts'
import type { DatabaseDescription } from '../verify/database-description.ts'
import { describeDatabase } from '../verify/describe-database.ts'
import { createBackup } from './create-backup.ts'
import { listBackups } from './list-backups.ts'
import { openServerSnapshotSource, type ServerSnapshotOptions } from './server-snapshot-source.ts'

const run = promisify(execFile)
/** More than every buffer between pg_dump and its reader holds. */
const bulkRows = 20_000

describe('a snapshot of a server', () => {
  let database: TestDatabase
  let directory: string
  beforeAll(async () => {
    database = await startTestDatabase()
    await fill(database.sql)
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura server '))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const source = (options: Partial<ServerSnapshotOptions> = {}) =>
    openServerSnapshotSource({ url: database.url, ...options })
  const store = () => openFilesystemStore(directory)
  const backup = (options: Partial<ServerSnapshotOptions> = {}) =>
    createBackup(source(options), { store: store(), clock: systemClock })
  /** The sessions of pg_dump in this database. */
  const dumping = async () => {
    const rows = await database.superuser`
      select pid from pg_stat_activity where application_name = 'pg_dump' and datname = current_database()`
    return rows.map(({ pid }) => Number(pid))
  }

  it('loads as the runbook says, by the owner into a new database, and is equal to its manifest', async () => {
    const manifest = await backup()
    await using restored = await restoreByHand(join(directory, manifest.name), database.url)
    const checks = compareDatabases(manifest.database, await describe_(restored.sql))
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    expect(checks.map(({ name }) => name)).toContain('content fingerprints')
  })

  it('is unequal to its manifest when one value of one row is another', async () => {
    const manifest = await backup()
    await using restored = await restoreByHand(join(directory, manifest.name), database.url)
    await restored.sql`update siwe_nonces set expires_at = expires_at + interval '1 microsecond' where nonce = ${nonce(7)}`
    const red = compareDatabases(manifest.database, await describe_(restored.sql)).filter(({ ok }) => !ok)
    expect(red).toMatchObject([{ name: 'content fingerprints', detail: 'the content of siwe_nonces differs' }])
  })

  it('fails the backup when pg_dump dies amid the dump, and leaves nothing that looks like one', async () => {
    const cut = createBackup(
      {
        snapshot: (use) =>
          source().snapshot((snapshot) => use({ ...snapshot, dump: () => killAfterFirstChunk(snapshot.dump()) })),
      },
      { store: store(), clock: systemClock },
    )
    await expect(cut).rejects.toMatchObject({ code: 'dump_failed' })
    expect(await listBackups(store())).toEqual([])
  })

  async function* killAfterFirstChunk(dump: AsyncIterable<Uint8Array>) {
    let first = true
    for await (const chunk of dump) {
      yield chunk
      if (!first) continue
      first = false
      await database.superuser`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'pg_dump' and datname = current_database()`
    }
  }

  it('ends pg_dump when its reader stops, and gives no secret to the list of processes', async () => {
    const { password } = new URL(database.url)
    await source().snapshot(async (snapshot) => {
      for await (const _chunk of snapshot.dump()) {
        expect(await dumping()).toHaveLength(1)
        const commandLines = await commandLinesOf('pg_dump')
        expect(commandLines.length).toBeGreaterThan(0)
        expect(commandLines.filter((line) => line.includes(password))).toEqual([])
        break
      }
    })
    await expect.poll(dumping).toEqual([])
    expect(await commandLinesOf(`--snapshot=`)).toEqual([])
  })

  it('does not wait for ever for a table that somebody has locked', async () => {
    await database.sql.begin(async (transaction) => {
      await transaction`lock table users in access exclusive mode`
      await expect(backup({ lockWaitMs: 100 })).rejects.toMatchObject({
        code: 'dump_failed',
        parameters: { detail: expect.stringContaining('lock timeout') },
      })
    })
  })

  it('ends a dump that takes longer than it may', async () => {
    const endless = source({ timeoutMs: 1_000 }).snapshot(async (snapshot) => {
      const chunks = snapshot.dump()[Symbol.asyncIterator]()
      await chunks.next()
      // Nobody reads on: pg_dump cannot end by itself.
      await expect.poll(dumping, { timeout: 10_000 }).toEqual([])
      while (!(await chunks.next()).done);
    })
    await expect(endless).rejects.toMatchObject({ code: 'dump_failed' })
  })

  it.each([
    ['an older pg_dump', '14.19', 'pg_dump_version'],
    ['a newer pg_dump', '99.1', 'pg_dump_version'],
  ])('refuses %s than the server, naming both', async (_which, version, code) => {
    const program = join(directory, 'pg_dump')
    await writeFile(program, `#!/bin/sh\necho "pg_dump (PostgreSQL) ${version}"\n`)
    await chmod(program, 0o755)
    const [server] = await database.sql`select current_setting('server_version_num')::int / 10000 as major`
    const parameters = { found: version, wanted: server?.major }
    await expect(backup({ pgDump: program })).rejects.toMatchObject({ code, parameters })
    expect(await listBackups(store())).toEqual([])
  })

  it('says that there is no pg_dump, and that the server cannot be reached', async () => {
    await expect(backup({ pgDump: join(directory, 'absent') })).rejects.toMatchObject({ code: 'pg_dump_missing' })
    const url = Object.assign(new URL(database.url), { password: 'hunter2' }).href
    const refused = await backup({ url }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'database_unreachable' })
    expect(String(refused)).not.toContain('hunter2')
  })
})

const describe_ = (sql: Sql): Promise<DatabaseDescription> => describeDatabase((text) => sql.unsafe(text))
const nonce = (index: number) => `nonce${String(index).padStart(20, '0')}`

async function fill(sql: Sql): Promise<void> {
  await sql`
    insert into siwe_nonces (nonce, expires_at)
    select 'nonce' || lpad(i::text, 20, '0'), timestamptz '2999-01-01' + i * interval '1 second'
    from generate_series(1, ${bulkRows}) i`
  await sql`
    insert into users (id, founding_account, statement, created_at)
    values (gen_random_uuid(), 'eip155:1:0x1', ${"it's; a \\ line\n\\restrict x\nключ"}, now())`
  await sql`
    insert into embeddings (id, user_id, model, source_hash, embedding, updated_at)
    select gen_random_uuid(), id, 'hash', repeat('0', 64),
      (select array_agg(sin(n)::real) from generate_series(1, 384) n)::vector, now() from users`
  await sql`insert into recovery_heartbeats (at, lsn) values (now(), pg_current_wal_lsn())`
}

/** The lines of the runbook, with the environment that `./aura config print --export` gives. */
async function restoreByHand(file: string, url: string): Promise<{ sql: Sql } & AsyncDisposable> {
  const { hostname, port, username, password } = new URL(url)
  const name = `restored_${process.pid}_${performance.now().toFixed(0)}`
  const env = { PATH: process.env.PATH, PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password }
  const script = 'set -euo pipefail; createdb "$1"; gunzip -c "$2" | psql -q -v ON_ERROR_STOP=1 -d "$1"'
  await run('bash', ['-c', script, 'restore', name, file], { env })
  const sql = openPool({ url: Object.assign(new URL(url), { pathname: `/${name}` }).href, applicationName: 'restored' })
  const dispose = async () => {
    await sql.end({ timeout: 1 })
    await run('dropdb', ['--force', name], { env })
  }
  return { sql, [Symbol.asyncDispose]: dispose }
}

/** Of programs that this process started: others on the machine make backups too. */
async function commandLinesOf(word: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const read = (pid: string, name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
  const own = await Promise.all(
    pids.map(async (pid) => ((await read(pid, 'status')).includes(`\nPPid:\t${process.pid}\n`) ? [pid] : [])),
  )
  const lines = await Promise.all(own.flat().map((pid) => read(pid, 'cmdline')))
  return lines.filter((line) => line.includes(word))
}
