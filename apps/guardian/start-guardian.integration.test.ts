import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, systemClock } from '@aura-sign/core'
import { type ObjectStore, openFilesystemStore } from '@aura-sign/object-store'
import {
  openServerSnapshotSource,
  pruneHeartbeats,
  readNewestHeartbeat,
  type SnapshotSource,
} from '@aura-sign/recovery'
import { schemaTableCount, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { parseGuardianConfig } from './config.ts'
import { type Guardian, startGuardian } from './start-guardian.ts'

const statusSchema = z.object({ backup: z.object({ running: z.boolean(), lastFailure: z.unknown() }) })

describe('the guardian', () => {
  let database: TestDatabase
  let source: SnapshotSource
  let directory: string
  let store: ObjectStore
  let guardian: Guardian
  let log: Record<string, unknown>[]
  beforeAll(async () => {
    database = await startTestDatabase()
    source = database.embedded ?? openServerSnapshotSource({ url: database.url })
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura guardian '))
    store = openFilesystemStore(directory)
    log = []
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
      log.push(JSON.parse(String(line)))
      return true
    })
    guardian = await start()
  })
  afterEach(async () => {
    await guardian.stop()
    vi.restoreAllMocks()
    await rm(directory, { recursive: true })
    await database.sql`delete from recovery_heartbeats`
  })

  const start = (from: SnapshotSource = source) =>
    startGuardian({
      config: parseGuardianConfig({
        DATABASE_URL: database.url,
        BACKUP_STORE_URL: store.url,
        GUARDIAN_SCHEDULE: 'off',
      }),
      sql: database.sql,
      source: from,
      backupStore: store,
      logger: createLogger({ name: 'test' }),
      clock: systemClock,
      // Late enough that a write which is merely slow has ended before its folder is removed.
      intervals: { heartbeatMs: 10, trailMs: 20, lateMs: 300 },
    })
  const request = (path: string, init: RequestInit = {}, token = guardian.controlToken) =>
    fetch(guardian.controlUrl + path, { ...init, headers: { authorization: `Bearer ${token}` } })
  const newestRow = async () => {
    const [row] = await database.sql<{ at: Date; lsn: string | null }[]>`
      select at, lsn::text as lsn from recovery_heartbeats order by at desc limit 1`
    return row
  }
  const status = async () => statusSchema.parse(await (await request('/status')).json())
  const linesOf = async (response: Response) =>
    (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))

  it('writes heartbeats with their place in the WAL, and copies them to the backup store', async () => {
    await expect.poll(newestRow).toMatchObject({ lsn: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/) })
    await expect.poll(() => readNewestHeartbeat(store)).not.toBeNull()
    const first = await readNewestHeartbeat(store)
    await expect.poll(async () => (await readNewestHeartbeat(store))?.at).not.toBe(first?.at)
  })

  it('leaves the newest heartbeat in the trail when it stops, and writes none afterwards', async () => {
    await expect.poll(newestRow).toBeDefined()
    await guardian.stop()
    const newest = await newestRow()
    expect((await readNewestHeartbeat(store))?.at).toBe(newest?.at.toISOString())
    await expect(request('/status')).rejects.toThrow()
  })

  it('stops although the backup store hangs', async () => {
    await guardian.stop()
    const asked = Promise.withResolvers<void>()
    store.put = () => {
      asked.resolve()
      return new Promise(() => undefined)
    }
    guardian = await start()
    await asked.promise
    await guardian.stop()
    await expect(request('/status')).rejects.toThrow()
  })

  it('logs that heartbeats fail once, and once that they are back', async () => {
    await database.sql`alter table recovery_heartbeats rename to hidden`
    const failures = () => log.filter((line) => line.msg === 'heartbeats are not reaching the database')
    await expect.poll(failures).toHaveLength(1)
    // Many more intervals, each of which fails.
    for (let query = 0; query < 50; query += 1) await database.sql`select pg_sleep(0.005)`
    await database.sql`alter table hidden rename to recovery_heartbeats`
    await expect.poll(() => log.filter((line) => line.msg === 'heartbeats are back')).toHaveLength(1)
    expect(failures()).toHaveLength(1)
  })

  it('reports a database that does not answer at all', async () => {
    await database.sql.begin(async (transaction) => {
      await transaction`lock table recovery_heartbeats in access exclusive mode`
      const failures = () => log.filter((line) => line.msg === 'heartbeats are not reaching the database')
      await expect.poll(failures).toHaveLength(1)
    })
  })

  it('makes a backup on request, telling how far it is, and lists it', async () => {
    const events = await linesOf(await request('/backups', { method: 'POST' }))
    expect(events.map((event) => event.step ?? event.type)).toEqual(['describe', 'dump', 'verify', 'commit', 'done'])
    const { backup } = events.at(-1)
    expect(backup).toMatchObject({ state: 'complete', tables: schemaTableCount })
    expect(await (await request('/backups')).json()).toEqual([backup])
    expect(await (await request('/status')).json()).toMatchObject({
      backup: { running: false, lastSuccess: { name: backup.name }, lastFailure: null },
      store: store.url,
    })
  })

  it('makes one backup at a time', async () => {
    await guardian.stop()
    const gate = Promise.withResolvers<void>()
    guardian = await start({ snapshot: (use) => gate.promise.then(() => source.snapshot(use)) })
    // The head is there although the backup waits for its turn at the database.
    const first = await request('/backups', { method: 'POST' })
    expect([first.status, (await status()).backup.running]).toEqual([200, true])
    const second = await request('/backups', { method: 'POST' })
    expect([second.status, await second.json()]).toMatchObject([409, { code: 'backup_running', exitCode: 11 }])
    gate.resolve()
    expect((await linesOf(first)).at(-1)).toMatchObject({ type: 'done' })
  })

  it('says why a backup failed, and makes the next one', async () => {
    await guardian.stop()
    let failing = true
    guardian = await start({
      snapshot: (use) =>
        source.snapshot((snapshot) =>
          use({
            query: (text) => snapshot.query(text),
            dump: failing
              ? async function* () {
                  yield Buffer.from('cut off')
                }
              : () => snapshot.dump(),
          }),
        ),
    })
    const failed = await linesOf(await request('/backups', { method: 'POST' }))
    expect(failed.at(-1)).toMatchObject({
      type: 'error',
      problem: { code: 'dump_incomplete', parameters: { bytes: 7 } },
    })
    expect((await status()).backup.lastFailure).toMatchObject({ code: 'dump_incomplete' })
    failing = false
    expect((await linesOf(await request('/backups', { method: 'POST' }))).at(-1)).toMatchObject({ type: 'done' })
  })

  it.each(['', 'wrong', 'x'.repeat(10_000)])('refuses the token %.10s', async (token) => {
    for (const [method, path] of [
      ['POST', '/backups'],
      ['GET', '/backups'],
      ['GET', '/status'],
      ['GET', '/nothing'],
    ] as const) {
      const response = await request(path, { method }, token)
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'control_refused' }])
    }
    const bare = await fetch(`${guardian.controlUrl}/status`)
    expect(bare.status).toBe(401)
  })

  it('answers 404 for what it does not have', async () => {
    for (const [method, path] of [
      ['DELETE', '/backups'],
      ['GET', '/'],
      ['GET', '/toString'],
    ] as const) {
      expect((await request(path, { method })).status).toBe(404)
    }
  })

  it('listens on loopback only', () => {
    expect(new URL(guardian.controlUrl).hostname).toBe('127.0.0.1')
  })
})

describe('pruneHeartbeats', () => {
  it('deletes those before a time', async () => {
    await using database = await startTestDatabase()
    for (const at of ['2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z', '2026-11-23T12:00:00Z']) {
      await database.sql`insert into recovery_heartbeats (at) values (${new Date(at)})`
    }
    expect(await pruneHeartbeats(database.sql, { before: new Date('2026-11-23T11:00:00Z') })).toBe(1)
    expect(await database.sql`select count(*)::int as rows from recovery_heartbeats`).toEqual([{ rows: 2 }])
  })
})
