import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openObjectStore } from '@aura-sign/object-store'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../testing/spawn-stack.ts'
import { type BeatingStack, openBeatingStack } from './testing/beating-stack.ts'
import { leaveCopy } from './testing/leave-copy.ts'

const timeoutMs = 5 * 60_000

describe('restoring to a point in time', { timeout: timeoutMs }, () => {
  it('brings back exactly what was there at that time after all files of Postgres are gone, burns its nonces, takes back what only the signed copies have, and archives on; what cannot be reached touches nothing', async () => {
    await using test = await openBeatingStack()
    await write(test, 'before the backup')
    const early = new Date(Date.now() - 60_000)
    await command(test, ['backup', 'create', '--engine', 'physical', '--type', 'full'])
    await test.beatFor(2_500)
    await write(test, 'at the time')
    await nonce(test)
    const target = await test.beatFor(500)
    await test.beatFor(500)
    await write(test, 'later')
    await test.beatFor(2_500)
    await test.archiveAll()
    const at = target.toISOString().replace('T', ' ')

    for (const [when, exitCode, reason] of [
      [early.toISOString(), 14, 'the oldest backup was complete only later'],
      [new Date().toISOString(), 14, 'no later heartbeat has reached the backup store yet'],
      [new Date(Date.now() + 3_600_000).toISOString(), 2, 'it is in the future'],
      ['2026-11-22 10:15:00', 2, 'with a time zone'],
    ] as const) {
      const refused = await runCommand(['restore', '--at', when, '--confirm', 'aura'], { ...test.environment })
      expect(refused).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(reason) })
    }
    const plan = JSON.parse(await command(test, ['restore', '--at', at, '--dry-run', '--json']))
    expect(plan).toMatchObject({ confirm: 'aura', plan: { timeline: 1, backup: { type: 'full' } } })

    // A segment that is gone, and comes back.
    const archive = join(test.backups, 'pgbackrest', 'archive', 'aura')
    const folder = join(
      archive,
      readdirSync(archive).find((name) => /-1$/.test(name)) ?? '',
      plan.plan.wal.first.slice(0, 16),
    )
    const lost = readdirSync(folder).find((name) => name.startsWith(`${plan.plan.wal.first}-`)) ?? ''
    const aside = join(dirname(archive), lost)
    renameSync(join(folder, lost), aside)
    const gap = await runCommand(['restore', '--at', at, '--confirm', 'aura'], { ...test.environment })
    expect(gap).toMatchObject({ exitCode: 15, stderr: expect.stringContaining(`lacks ${plan.plan.wal.first}`) })
    renameSync(aside, join(folder, lost))
    expect(await read(test)).toEqual(['at the time', 'before the backup', 'later'])

    const uid = await leaveCopy(openObjectStore(test.environment.BACKUP_STORE_URL ?? ''))
    await test.stack.kill(['postgres'])
    rmSync(dataOf(test), { recursive: true })
    const result = JSON.parse(await command(test, ['restore', '--at', at, '--json', '--confirm', 'aura']))
    expect(result).toMatchObject({
      kept: null,
      trust: { noncesBurnt: 1 },
      reconciled: { attestations: { rebuilt: 1 } },
    })
    expect(await attested(test)).toEqual([uid])
    expect(Date.parse(result.reached)).toBeLessThanOrEqual(target.getTime())
    expect(await read(test)).toEqual(['at the time', 'before the backup'])
    // The history of its timeline is archived: nobody takes that number again.
    await test.beatFor(2_500)
    await write(test, 'on the new timeline')
    await test.beatFor(2_500)
    await test.archiveAll()
    const histories = () => readdirSync(dirname(folder)).filter((name) => name.endsWith('.history'))
    expect(histories()).toEqual(['00000002.history'])
    // Over the turn from one timeline to the other, and with the files in place, which are kept.
    const latest = JSON.parse(
      await command(test, ['restore', '--at', 'latest', '--no-reconcile', '--json', '--confirm', 'aura']),
    )
    expect(await read(test)).toEqual(['at the time', 'before the backup', 'on the new timeline'])
    expect(existsSync(join(latest.kept, 'PG_VERSION'))).toBe(true)
    expect(latest.reconciled).toBeNull()
    // What was given up by the first restore can still be asked for.
    const again = await command(test, [
      'restore',
      '--at',
      new Date(target.getTime() + 100).toISOString(),
      '--dry-run',
      '--json',
    ])
    expect(JSON.parse(again).plan.timeline).toBe(1)
    const log = readFileSync(join(test.inUse().directory, 'logs', 'postgres', 'postgres-recovery.log'), 'utf8')
    expect(log).toContain('recovery stopping before commit')
  })
})

function dataOf(test: BeatingStack): string {
  return join(test.inUse().directory, 'services', 'postgres', 'data')
}

async function write(test: BeatingStack, text: string): Promise<void> {
  await test.query(async (sql) => {
    await sql`create table if not exists notes (text text)`
    await sql`insert into notes values (${text})`
  })
}

async function read(test: BeatingStack): Promise<string[]> {
  return await test.query(async (sql) =>
    (await sql<{ text: string }[]>`select text from notes order by text`).map(({ text }) => text),
  )
}

async function attested(test: BeatingStack): Promise<string[]> {
  return await test.query(async (sql) =>
    (await sql<{ uid: string }[]>`select uid from attestations`).map(({ uid }) => uid),
  )
}

async function nonce(test: BeatingStack): Promise<void> {
  await test.query(
    (sql) => sql`insert into siwe_nonces (nonce, expires_at) values (${'n'.repeat(32)}, now() + interval '1 hour')`,
  )
}

async function command(test: BeatingStack, words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(words, { ...test.environment })
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}
