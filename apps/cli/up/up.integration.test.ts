import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openPool } from '@aura-sign/postgres'
import { dataDirectoryAt, type RunFile, writeRunFile } from '@aura-sign/stack'
import { listeningPorts } from '@aura-sign/testkit/listening-ports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteClient } from '../site-client/site-client.ts'
import { runCommand, type SpawnedStack, spawnCommand, spawnStack } from '../testing/spawn-stack.ts'

let root: string
let stack: SpawnedStack | null

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura up '))
  // The template saves the first start of the database, which other tests prove.
  const template = process.env.AURA_TEST_TEMPLATE
  if (template) cpSync(template, join(dataDirectoryAt(root).databases, 'aura'), { recursive: true })
  stack = null
})
afterEach(async () => {
  await stack?.end('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

const up = (environment: Record<string, string> = {}) =>
  runCommand(['up'], { AURA_DATA_DIR: root, PORT: '0', POSTGRES_PORT: '0', ...environment })

describe('./aura up', () => {
  it('has every acknowledged write after kill -9 under load', async () => {
    stack = await spawnStack(root)
    const acknowledged = new Map<string, string>()
    const clients = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const client = new SiteClient(stack?.run.siteUrl ?? '')
        return { client, userId: await client.signIn() }
      }),
    )
    const writers = clients.map(async ({ client, userId }) => {
      for (let write = 1; write <= 1000; write += 1) {
        const statement = `writer ${userId} says ${write}`
        await client.request('PUT', '/api/profile', { statement })
        acknowledged.set(userId, statement)
      }
    })
    const ended = Promise.allSettled(writers)
    while ([...acknowledged.values()].filter((statement) => !/ [0-9]$/.test(statement)).length < 4) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    await stack.end('SIGKILL')
    expect((await ended).every(({ status }) => status === 'rejected')).toBe(true)

    stack = await spawnStack(root)
    const sql = openPool({ url: stack.run.databaseUrl, applicationName: 'test' })
    const rows = await sql<
      { id: string; statement: string }[]
    >`select id, statement from users where statement is not null`
    await sql.end()
    const numberOf = (statement = '') => Number(statement.split(' ').at(-1))
    for (const { id, statement } of rows) {
      // One write more than was acknowledged may have been committed before the answer was cut off.
      expect(numberOf(statement) - numberOf(acknowledged.get(id))).toBeOneOf([0, 1])
    }
    expect(rows).toHaveLength(4)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('drains and closes on %s, leaving no run file', async (signal) => {
    stack = await spawnStack(root)
    expect(await stack.end(signal)).toBe(0)
    expect(stack.stderr()).toContain('stopped')
    expect(readdirSync(root)).not.toContain('run.json')
  })

  it('stops in order on a signal that comes while it starts', async () => {
    const before = readdirSync(root).length
    const { child, output } = spawnCommand(['up'], { AURA_DATA_DIR: root, PORT: '0', POSTGRES_PORT: '0' })
    const closed = once(child, 'close')
    await expect.poll(() => readdirSync(root).length, { interval: 5 }).toBeGreaterThan(before)
    child.kill('SIGINT')
    await closed
    expect([child.exitCode, output.stderr]).toEqual([0, expect.stringContaining('stopped')])
    expect(readdirSync(root)).not.toContain('run.json')
  })

  it('keeps secrets and the run file to their owner', async () => {
    stack = await spawnStack(root)
    for (const file of ['secrets.json', 'run.json']) {
      expect(statSync(join(root, file)).mode & 0o777).toBe(0o600)
    }
  })

  it('shows the metrics of all its parts on one listener, which is there only where it is asked for', async () => {
    const portsOf = ({ siteUrl, databaseUrl, controlUrl }: RunFile) =>
      [siteUrl, databaseUrl, controlUrl].map((url) => Number(new URL(url).port)).sort((left, right) => left - right)
    stack = await spawnStack(root)
    expect(listeningPorts(stack.run.pid)).toEqual(portsOf(stack.run))
    await stack.end('SIGTERM')

    stack = await spawnStack(root, { METRICS_PORT: '0' })
    const own = portsOf(stack.run)
    const others = listeningPorts(stack.run.pid).filter((port) => !own.includes(port))
    expect(others).toHaveLength(1)
    const shown = async () => await (await fetch(`http://127.0.0.1:${others[0]}/metrics`)).text()
    const names = [...(await shown()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
    // Of the site, the worker, the guardian and the database, each once.
    const expected = [
      'aura_sign_ins_total',
      'aura_jobs_processed_total',
      'aura_backup_running',
      'aura_db_queries_in_flight',
    ]
    expect(names).toEqual(expect.arrayContaining(expected))
    expect(new Set(names).size).toBe(names.length)
    await expect.poll(shown, { timeout: 20_000 }).toMatch(/^aura_heartbeat_age_seconds \d/m)
  })

  it('refuses a second start on the same data', async () => {
    stack = await spawnStack(root)
    const second = await up()
    expect([second.exitCode, second.stderr]).toEqual([11, expect.stringContaining(`process ${stack.run.pid}`)])
  })

  it('names the port that is in use, and the variable to change it', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    try {
      const site = await up({ PORT: port })
      expect([site.exitCode, site.stderr]).toEqual([
        13,
        expect.stringMatching(new RegExp(`port ${port}.*site.*\n.*PORT`)),
      ])
      const database = await up({ POSTGRES_PORT: port })
      expect([database.exitCode, database.stderr]).toEqual([13, expect.stringContaining('POSTGRES_PORT')])
    } finally {
      server.close()
    }
  })

  it('says so when the data directory cannot be written', async () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    const blocked = await up({ AURA_DATA_DIR: join(file, 'data') })
    expect([blocked.exitCode, blocked.stderr]).toEqual([17, expect.stringContaining('cannot be written')])
  })

  it('says so when the database is damaged, and leaves it as it is', async () => {
    const directory = join(dataDirectoryAt(root).databases, 'aura')
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'PG_VERSION'), 'nonsense')
    const damaged = await up()
    expect([damaged.exitCode, damaged.stderr]).toEqual([15, expect.stringContaining('does not open')])
    expect(readdirSync(directory)).toContain('PG_VERSION')
  })

  it('refuses a schema that is newer than it knows', async () => {
    stack = await spawnStack(root)
    const sql = openPool({ url: stack.run.databaseUrl, applicationName: 'test' })
    await sql`insert into schema_migrations (version) values ('20991231000000')`
    await sql.end()
    await stack.end('SIGTERM')
    const newer = await up()
    expect([newer.exitCode, newer.stderr]).toEqual([16, expect.stringMatching(/20991231000000[\s\S]*aura restore/)])
  })

  it('refuses copies of attestations where the objects are', async () => {
    const JOURNAL_STORE_URL = pathToFileURL(join(dataDirectoryAt(root).objects, 'copies')).href
    const refused = await up({ JOURNAL_STORE_URL })
    expect([refused.exitCode, refused.stderr]).toEqual([14, expect.stringContaining('where the objects are')])
  })

  it('reports every wrong setting at once', async () => {
    const wrong = await up({ CHAIN_IDS: 'one', AUTH_RATE_LIMIT_PER_MINUTE: '-1' })
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringMatching(/CHAIN_IDS.*AUTH_RATE_LIMIT_PER_MINUTE/)])
  })

  it('refuses to begin anew where a database was lost', async () => {
    stack = await spawnStack(root)
    await stack.end('SIGTERM')
    rmSync(join(dataDirectoryAt(root).databases, 'aura'), { recursive: true })
    const lost = await up()
    expect([lost.exitCode, lost.stderr]).toEqual([10, expect.stringMatching(/is gone\n.*aura restore/)])
  })

  it.each(['../../elsewhere', '', 'two\nlines'])(
    'says so when the file that names the database holds %j',
    async (text) => {
      const { activeDatabaseFile } = dataDirectoryAt(root)
      writeFileSync(activeDatabaseFile, text)
      const damaged = await up()
      expect([damaged.exitCode, damaged.stderr]).toEqual([15, expect.stringContaining(activeDatabaseFile)])
    },
  )
})

describe('./aura down', () => {
  it('says stopped only when everything is: another start follows at once', async () => {
    stack = await spawnStack(root)
    const down = await runCommand(['down'], { AURA_DATA_DIR: root })
    expect([down.exitCode, down.stderr]).toEqual([0, 'aura: stopped\n'])
    stack = await spawnStack(root)
  })

  it('leaves a process alone that has the pid of a stack which was killed', async () => {
    stack = await spawnStack(root)
    const { run } = stack
    await stack.end('SIGKILL')
    const stranger = spawn('sleep', ['60'])
    writeRunFile(dataDirectoryAt(root).runFile, { ...run, pid: stranger.pid ?? 0 })
    try {
      expect((await runCommand(['down'], { AURA_DATA_DIR: root })).exitCode).toBe(13)
      expect(stranger.kill(0)).toBe(true)
    } finally {
      stranger.kill()
    }
  })
})
