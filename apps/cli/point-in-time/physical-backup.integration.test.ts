import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openPool, readArchiveFault, readWalArchive, type Sql } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../testing/spawn-stack.ts'
import { type ArchivingStack, openArchivingStack } from './testing/open-archiving-stack.ts'

const timeoutMs = 3 * 60_000

function logOf(test: ArchivingStack): string {
  return readFileSync(join(test.inUse().directory, 'logs', 'postgres', 'postgres.log'), 'utf8')
}

describe('physical backups of the native stack', { timeout: timeoutMs }, () => {
  it('are encrypted files in the folder of the backups, listed with the WAL that they need; a first one is full whatever is asked', async () => {
    await using test = await openArchivingStack()
    const first = await run(test, ['backup', 'create', '--engine', 'physical', '--json'])
    expect(first).toMatchObject({ engine: 'physical', type: 'full', damaged: false, needs: [] })
    await query(test, (sql) => sql`create table public.late (id int)`)
    const label = (await command(test, ['backup', 'create', '--engine', 'physical', '--type', 'diff'])).trim()
    expect(label).toBe(`${first.label}_${label.split('_')[1]}`)
    const listed = await run(test, ['backup', 'list', '--engine', 'physical', '--json'])
    expect(listed).toMatchObject([
      { label, type: 'diff', needs: [first.label], wal: { first: expect.stringMatching(/^[0-9A-F]{24}$/) } },
      { label: first.label, type: 'full', lsn: { stop: expect.stringMatching(/^0\/[0-9A-F]+$/) } },
    ])
    const table = await command(test, ['backup', 'list', '--engine', 'physical'])
    expect(table.split('\n')[1]).toMatch(new RegExp(`^${label} +diff .*${listed[0].wal.last} +complete$`))
    // Nobody but the services' user reads it, and nothing in it can be read without the key.
    expect(statSync(join(test.backups, 'pgbackrest')).mode & 0o777).toBe(0o700)
    const info = readFileSync(join(test.backups, 'pgbackrest', 'backup', 'aura', 'backup.info'))
    expect(info.subarray(0, 8).toString()).toBe('Salted__')
  })

  it('go to the S3 server of the stack over TLS, with the account of the backups, and the segment of an instant is there within the half minute', async () => {
    await using test = await openArchivingStack({ s3: true })
    const made = await run(test, ['backup', 'create', '--engine', 'physical', '--type', 'full', '--json'])
    expect(made).toMatchObject({ type: 'full' })
    const settings = join(test.inUse().directory, 'services', 'postgres', 'pgbackrest', 'pgbackrest.conf')
    const text = readFileSync(settings, 'utf8')
    expect(text).toContain(`repo1-s3-key=${test.inUse().secrets.s3Backups.accessKeyId}\n`)
    expect(text).toContain(`repo1-storage-port=${test.inUse().ports.S3_TLS_PORT}\n`)
    expect(text).not.toMatch(/verify-tls|queue-max/)
    expect(statSync(settings).mode & 0o777).toBe(0o600)
    const shown = await query(test, async (sql) => (await sql`show archive_timeout`)[0])
    expect(shown).toEqual({ archive_timeout: '30s' })
    // In order, with its last segment archived: killed it would be when the S3 server were gone before it.
    await test.stack.stop()
    const stopped = test.events
      .filter(({ type }) => type === 'stopped')
      .map((event) => 'service' in event && event.service)
    expect(stopped).toEqual(['pgbackrest', 'postgres', 'minio'])
    expect(logOf(test)).toMatch(/database system is shut down\n$/)
  })

  it('and WAL whose store is gone show as a fault of the database, which still stops within its bound and loses nothing', async () => {
    await using test = await openArchivingStack()
    await query(test, (sql) => sql`create table public.kept (id int)`)
    expect(await query(test, readArchiveFault)).toBeNull()
    chmodSync(join(test.backups, 'pgbackrest'), 0)
    renameSync(join(test.backups, 'pgbackrest', 'archive'), join(test.backups, 'aside'))
    await query(test, (sql) => sql`select pg_switch_wal()`)
    await expect.poll(() => query(test, readArchiveFault)).toMatch(/^WAL is not archived: [0-9A-F]{24} failed at /)
    const failing = await query(test, readWalArchive)
    expect(failing).toMatchObject({ fault: expect.stringMatching(/^WAL is not archived: /) })
    expect(failing?.failures).toBeGreaterThan(0)
    await test.stack.stop(['postgres'])
    renameSync(join(test.backups, 'aside'), join(test.backups, 'pgbackrest', 'archive'))
    chmodSync(join(test.backups, 'pgbackrest'), 0o700)
    await test.stack.up(['postgres'])
    await expect.poll(() => query(test, readArchiveFault)).toBeNull()
    expect(await query(test, readWalArchive)).toMatchObject({ fault: null, lastSuccessAt: expect.any(Date) })
    expect([...(await query(test, (sql) => sql`select from public.kept`))]).toEqual([])
  })

  it('need no pgBackRest to let the stack run: it says that no WAL is archived, and a backup refuses with the reason', async () => {
    await using test = await openArchivingStack({ archive: { find: async () => null } })
    expect(test.events).toContainEqual({
      type: 'unavailable',
      service: 'pgbackrest',
      reason: 'no WAL is archived: pgBackRest is not installed',
    })
    expect(await query(test, async (sql) => (await sql`show archive_mode`)[0])).toEqual({ archive_mode: 'off' })
    expect(await query(test, readWalArchive)).toBeNull()
  })

  it('of a cluster that is not the one in the repository are refused, until it is said to take over; the older ones are kept', async () => {
    await using test = await openArchivingStack()
    const older = await run(test, ['backup', 'create', '--engine', 'physical', '--json'])
    await test.stack.kill(['postgres'])
    rmSync(join(test.inUse().directory, 'services', 'postgres', 'data'), { recursive: true })
    await test.stack.up(['postgres'], { newData: true })
    // The one-off said so too, and the stack runs.
    await test.stack.up(['pgbackrest'])
    expect(test.events.findLast(({ type }) => type === 'unavailable')).toMatchObject({ service: 'pgbackrest' })
    const words = ['backup', 'create', '--engine', 'physical', '--json']
    const refused = await runCommand(words, { ...test.environment })
    expect(refused).toMatchObject({
      exitCode: 14,
      stdout: '',
      stderr: expect.stringContaining('another Postgres cluster'),
    })
    const taken = await run(test, [...words, '--new-cluster'])
    expect(taken).toMatchObject({ type: 'full' })
    expect(taken.systemId).not.toBe(older.systemId)
    expect(readdirSync(join(test.backups, 'pgbackrest', 'backup', 'aura'))).toEqual(
      expect.arrayContaining([older.label, taken.label]),
    )
  })
})

async function command(test: ArchivingStack, words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(words, { ...test.environment })
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

async function run(test: ArchivingStack, words: readonly string[]) {
  return JSON.parse(await command(test, words))
}

async function query<T>(test: ArchivingStack, use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = openPool({ url: test.inUse().urls.superuserUrl, applicationName: 'test', connectionsMax: 1 })
  try {
    return await use(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
