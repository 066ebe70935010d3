import { loadavg } from 'node:os'
import { openPool, type Sql } from '../packages/postgres/index.ts'
import { openSignInDriver } from './backups/drive-sign-ins.ts'
import { median } from './harness/measure-trials.ts'
import { figure, printTables } from './harness/print-tables.ts'
import { type CliStack, openCliStack } from './testing/open-cli-stack.ts'

// Sign-ins through HTTP while the guardian writes its heartbeat and WAL is archived, against the same stack without both, in turns.
// Run: node bench/backup-overhead.ts [--json] [--quick]

const quick = process.argv.includes('--quick')
const pairs = quick ? 2 : 10
const roundMs = quick ? 6_000 : 20_000
const callers = 8
const overheadMax = 3
const services = ['postgres', 'redis', 'minio', 'pgbackrest', 'demo-site', 'guardian']

const note = (line: string) => process.stderr.write(`${line}\n`)
const loadBefore = loadavg()[0] ?? 0
await using stack = await openCliStack({
  services,
  // Backups and trial restores of a schedule are no part of what is measured.
  environment: { AUTH_RATE_LIMIT_PER_MINUTE: '1000000000', GUARDIAN_SCHEDULE: 'off' },
})
const { superuserUrl, siteUrl } = stack.inUse().urls
const superuser = openPool({ url: superuserUrl, applicationName: 'bench', connectionsMax: 1 })
try {
  const archiver = await readArchiving(superuser)
  using driver = openSignInDriver(siteUrl, { callers })
  const rates: Record<'on' | 'off', number[]> = { on: [], off: [] }
  let archived = 0
  await driver.drive(roundMs)
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes first changes, so that what the table of sessions has grown by meets both.
    for (const side of pair % 2 === 0 ? (['off', 'on'] as const) : (['on', 'off'] as const)) {
      await turn(stack, { sql: superuser, side })
      const before = await countArchived(superuser)
      // As archive_timeout does each 30 s: without it a round might end before anything is archived.
      if (side === 'on') await superuser`select pg_switch_wal()`
      const rate = await driver.drive(roundMs)
      if (side === 'on') archived += (await countArchived(superuser)) - before
      rates[side].push(rate)
      note(`pair ${pair + 1} of ${pairs}, ${side}: ${rate.toFixed(0)} sign-ins a second`)
    }
  }
  // Else "on" was as "off", and nothing was measured.
  if (archived === 0) throw new Error('no segment of WAL was archived while archiving was on')
  const overheads = rates.on.map((rate, pair) => (1 - rate / (rates.off[pair] ?? Number.NaN)) * 100)
  const sorted = overheads.toSorted((one, other) => one - other)
  const row = (name: string, values: readonly number[], unit = '') => {
    const inOrder = values.toSorted((one, other) => one - other)
    const [least, most] = [inOrder[0] ?? Number.NaN, inOrder.at(-1) ?? Number.NaN]
    return [name, `${figure(median(inOrder))}${unit}`, `${figure(least)} to ${figure(most)}${unit}`]
  }
  printTables({
    name: '`backup-overhead`: sign-ins with heartbeat and archiving, and without',
    notes: [
      `${pairs} pairs of ${roundMs / 1_000} s, ${callers} callers, everything on these cores: site, Postgres, callers, pgBackRest and the S3 server that takes the WAL. ` +
        `${archiver} ${archived} segments went there meanwhile. Load ${loadBefore.toFixed(1)} before.`,
    ],
    tables: [
      {
        title: 'sign-ins a second',
        columns: ['median', 'least to most'],
        rows: [row('without', rates.off), row('with heartbeat and archiving', rates.on), row('less by', sorted, ' %')],
      },
    ],
    limits: [{ name: 'overhead, median of the pairs', value: median(sorted), unit: ' %', max: overheadMax }],
  })
} finally {
  await superuser.end({ timeout: 1 })
}

/** Off, WAL is thrown away by a command that does nothing; switching archive_mode itself would take a restart each time. */
async function turn({ aura }: CliStack, { sql, side }: { sql: Sql; side: 'on' | 'off' }): Promise<void> {
  if (side === 'on') {
    await sql`alter system reset archive_command`
    await sql`alter system reset archive_timeout`
    await sql`select pg_reload_conf()`
    await aura(['stack', 'start', 'guardian'])
  } else {
    await sql`alter system set archive_command = '/bin/true'`
    await sql`alter system set archive_timeout = 0`
    await sql`select pg_reload_conf()`
    await aura(['stack', 'stop', 'guardian'])
  }
  await sql`checkpoint`
}

async function readArchiving(sql: Sql): Promise<string> {
  const [row] = await sql<{ mode: string; command: string; timeout: string }[]>`
    select current_setting('archive_mode') as mode, current_setting('archive_command') as command,
      current_setting('archive_timeout') as timeout`
  if (row?.mode === 'on' && row.command.includes('pgbackrest')) return `archive_timeout is ${row.timeout};`
  throw new Error('this stack archives no WAL: is pgBackRest installed? scripts/install_native_services.sh does that')
}

async function countArchived(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select archived_count::int as count from pg_stat_archiver`
  return row?.count ?? 0
}
