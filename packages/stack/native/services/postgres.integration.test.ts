import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openPool, type Sql } from '@aura-sign/postgres'
import { describe, expect, it, vi } from 'vitest'
import { stackLayout } from '../directory/stack-layout.ts'
import { readNativeStack } from '../read-native-stack.ts'
import { findPostgres } from './postgres/find-postgres.ts'
import { createPostgresService, postgresService } from './postgres.ts'
import { killDuringStart } from './testing/kill-during-start.ts'
import { openServiceStack } from './testing/open-service-stack.ts'
import { serviceContext } from './testing/service-context.ts'

const throwAway = createPostgresService({ durable: false })

describe('the Postgres of a native stack', () => {
  it('has checksums, asks everybody for a password, listens on loopback only, and gives admin no more than it needs', async () => {
    await using test = await openServiceStack([postgresService])
    await test.stack.up()
    const { superuserUrl, databaseUrl } = urlsOf(test.directory)
    const shown = await query(superuserUrl, async (sql) => {
      const names = ['data_checksums', 'fsync', 'listen_addresses', 'unix_socket_directories', 'password_encryption']
      return Promise.all(names.map(async (name) => (await sql.unsafe(`show ${name}`))[0]?.[name]))
    })
    expect(shown).toEqual(['on', 'on', '127.0.0.1,::1', '', 'scram-sha-256'])
    const rules = await query(superuserUrl, (sql) => sql`select distinct auth_method from pg_hba_file_rules`)
    expect([...rules]).toEqual([{ auth_method: 'scram-sha-256' }])
    const wrong = databaseUrl.replace(/:[^:@/]+@/, ':wrong@')
    await expect(query(wrong, (sql) => sql`select 1`)).rejects.toThrow('password authentication failed')
    const roles = await query(superuserUrl, (sql) => {
      return sql`select rolname, rolsuper, rolcreatedb, rolcreaterole, rolconnlimit from pg_roles
        where rolname in ('admin', 'exporter') order by 1`
    })
    const rights = { rolsuper: false, rolcreaterole: false }
    expect([...roles]).toEqual([
      { rolname: 'admin', rolcreatedb: true, rolconnlimit: -1, ...rights },
      { rolname: 'exporter', rolcreatedb: false, rolconnlimit: 5, ...rights },
    ])
    const { logFile } = stackLayout(urlsOf(test.directory).directory)
    const log = readFileSync(logFile('postgres', 'postgres'), 'utf8')
    expect(log).not.toContain(urlsOf(test.directory).databasePassword)
  })

  it('loads a dump with pgvector as admin into a database that createdb made, stopping at any error', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    const { databaseUrl, databasePassword, port } = urlsOf(test.directory)
    await query(databaseUrl, async (sql) => {
      await sql`create table points (at vector(3))`
      await sql`insert into points values ('[1,2,3]')`
    })
    const run = await clientPrograms({ port, password: databasePassword })
    const dump = join(test.root, 'dump.sql')
    await run('pg_dump', ['--file', dump, 'aura'])
    expect(readFileSync(dump, 'utf8')).toMatch(/^CREATE EXTENSION .*vector[\s\S]*^COMMENT ON EXTENSION vector/m)
    await run('createdb', ['aura_restore'])
    await run('psql', ['--no-psqlrc', '-v', 'ON_ERROR_STOP=1', '--file', dump, 'aura_restore'])
    expect(await run('psql', ['--no-psqlrc', '-Atc', 'select at from points', 'aura_restore'])).toBe('[1,2,3]\n')
  })

  it('keeps what was committed when all of it is killed, and starts although its lock file names another program', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    const { databaseUrl } = urlsOf(test.directory)
    const context = await serviceContext(test.directory, 'postgres')
    await query(databaseUrl, async (sql) => {
      await sql`create table kept (id int)`
      await sql`insert into kept select generate_series(1, 1000)`
    })
    await test.stack.kill(['postgres'])
    await vi.waitUntil(() => test.processes().length === 0, { timeout: 20_000 })
    const user = context.user ? { uid: context.user.uid, gid: context.user.gid } : {}
    const stranger = spawn('sleep', ['300'], user)
    try {
      const lockFile = join(context.directory, 'data', 'postmaster.pid')
      const [, ...rest] = readFileSync(lockFile, 'utf8').split('\n')
      writeFileSync(lockFile, [stranger.pid, ...rest].join('\n'))
      await test.stack.start()
      expect([...(await query(databaseUrl, (sql) => sql`select count(*)::int from kept`))]).toEqual([{ count: 1000 }])
    } finally {
      stranger.kill()
      await once(stranger, 'exit')
    }
  })

  it('keeps its data when it is started anew on another port', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    await query(urlsOf(test.directory).databaseUrl, (sql) => sql`create table kept (id int)`)
    const port = urlsOf(test.directory).port + 19
    const environment = { PATH: process.env.PATH, AURA_SERVICE_USER: 'nobody', POSTGRES_PORT: String(port) }
    await (await test.reopen({ environment })).up()
    expect(urlsOf(test.directory).port).toBe(port)
    const counted = await query(urlsOf(test.directory).databaseUrl, (sql) => sql`select count(*)::int from kept`)
    expect([...counted]).toEqual([{ count: 0 }])
    expect(test.events).toContainEqual({ type: 'recreating', service: 'postgres' })
  })

  it('takes secrets that were made anew, and keeps its data, whether it runs or stands still', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    await query(urlsOf(test.directory).databaseUrl, (sql) => sql`create table kept (id int)`)
    const { secretsFile } = stackLayout(urlsOf(test.directory).directory)
    const look = () => query(urlsOf(test.directory).databaseUrl, (sql) => sql`select from kept`)
    const before = urlsOf(test.directory).databaseUrl
    for (const stands of [false, true]) {
      if (stands) await test.stack.kill(['postgres'])
      rmSync(secretsFile)
      await test.stack.up()
      expect([...(await look())]).toEqual([])
    }
    await expect(query(before, (sql) => sql`select 1`)).rejects.toThrow('password authentication failed')
    const [state] = await test.stack.ps()
    const secrets = JSON.parse(readFileSync(secretsFile, 'utf8'))
    writeFileSync(secretsFile, JSON.stringify({ ...secrets, databasePassword: 'x'.repeat(32) }))
    await expect(look()).rejects.toThrow('password authentication failed')
    await test.stack.up()
    expect([...(await look())]).toEqual([])
    // One that the server is told while it runs.
    expect((await test.stack.ps())[0]?.pids).toEqual(state?.pids)
  })

  it('is not made anew in place of one that is gone, unless that is asked for by name', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    const { directory } = await serviceContext(test.directory, 'postgres')
    const data = join(directory, 'data')
    await query(urlsOf(test.directory).databaseUrl, (sql) => sql`create table kept (id int)`)
    await test.stack.kill(['postgres'])
    renameSync(data, join(directory, 'elsewhere'))
    // As where a disk was not mounted.
    mkdirSync(data)
    const lost = { code: 'service_data_lost', message: expect.stringContaining(data) }
    await expect(test.stack.up()).rejects.toMatchObject(lost)
    await expect(test.stack.start()).rejects.toMatchObject(lost)
    await expect(test.stack.up([], { newData: true })).rejects.toMatchObject(lost)
    expect(readdirSync(data)).toEqual([])
    rmdirSync(data)
    renameSync(join(directory, 'elsewhere'), data)
    await test.stack.up(['postgres'], { newData: true })
    await query(urlsOf(test.directory).databaseUrl, (sql) => sql`select from kept`)
    await test.stack.stop()
    renameSync(data, join(directory, 'elsewhere'))
    await test.stack.up(['postgres'], { newData: true })
    await expect(query(urlsOf(test.directory).databaseUrl, (sql) => sql`select from kept`)).rejects.toThrow('not exist')
    await test.stack.stop()
    renameSync(data, join(directory, 'another'))
    await expect(test.stack.up()).rejects.toMatchObject(lost)
  })

  it('is begun anew when its making was killed', async () => {
    await using test = await openServiceStack([postgresService])
    await killDuringStart(test, 'postgres', (directory) =>
      readdirSync(directory).some((name) => name.startsWith('data.new-')),
    )
    await test.stack.up()
    const { directory } = await serviceContext(test.directory, 'postgres')
    expect(readdirSync(directory).sort()).toEqual(['data'])
  })

  it('takes no other Postgres on its port for its own, whatever the password', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'postgres')
    await throwAway.check(context)
    const elsewhere = join(test.root, 'elsewhere')
    mkdirSync(join(elsewhere, 'data'), { recursive: true })
    await expect(throwAway.check({ ...context, directory: elsewhere })).rejects.toMatchObject({
      code: 'service_port_foreign',
    })
    const secrets = { ...context.secrets, superuserPassword: 'another' }
    const refused = { code: 'service_password_refused', message: expect.stringContaining('wrong password') }
    await expect(throwAway.check({ ...context, secrets })).rejects.toMatchObject(refused)
  })

  it('settles again without harm, mends a password that was changed, and makes no empty database in place of a lost one', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    const { databaseUrl, superuserUrl } = urlsOf(test.directory)
    await query(superuserUrl, async (sql) => {
      await sql`alter role admin password 'changed' superuser`
    })
    await expect(query(databaseUrl, (sql) => sql`select 1`)).rejects.toThrow('password authentication failed')
    const context = await serviceContext(test.directory, 'postgres')
    await throwAway.settle?.(context)
    const rows = await query(databaseUrl, (sql) => sql`select rolsuper from pg_roles where rolname = 'admin'`)
    expect([...rows]).toEqual([{ rolsuper: false }])
    await query(superuserUrl, (sql) => sql`drop database aura`)
    await throwAway.settle?.(context)
    await expect(query(databaseUrl, (sql) => sql`select 1`)).rejects.toThrow('does not exist')
  })

  it('does not start in a directory where a Postgres runs that the stack does not know', async () => {
    await using test = await openServiceStack([throwAway])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'postgres')
    const { awaitOrphans } = await import('./postgres/await-orphans.ts')
    const started = awaitOrphans(join(context.directory, 'data'), { timeoutMs: 0 })
    await expect(started).rejects.toMatchObject({ code: 'postgres_still_running' })
    expect(existsSync(join(context.directory, 'data', 'postmaster.pid'))).toBe(true)
  })
})

function urlsOf(directory: string) {
  const made = readNativeStack(directory)
  if (!made) throw new Error('there is no stack')
  return {
    ...made.urls,
    directory: made.directory,
    databasePassword: made.secrets.databasePassword,
    port: made.ports.POSTGRES_PORT,
  }
}

async function query<Result>(url: string, work: (sql: Sql) => PromiseLike<Result>): Promise<Result> {
  const sql = openPool({ url, applicationName: 'test', connectionsMax: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function clientPrograms({ port, password }: { port: number; password: string }) {
  const { binDirectory } = await findPostgres({ dataDirectory: '/nonexistent' })
  const env = { PGHOST: 'localhost', PGPORT: String(port), PGUSER: 'admin', PGPASSWORD: password, LC_ALL: 'C.UTF-8' }
  return async (program: string, words: readonly string[]) => {
    const { stdout } = await promisify(execFile)(join(binDirectory, program), words, { env, timeout: 60_000 })
    return stdout
  }
}
