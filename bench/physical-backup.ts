import { loadavg } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandEnvironment } from '../apps/cli/testing/command-environment.ts'
import { findPgDump, openPool } from '../packages/postgres/index.ts'
import { backupData } from './backups/backup-data.ts'
import { lostSeconds } from './backups/lost-seconds.ts'
import { pgBackRestByHand } from './backups/pgbackrest-by-hand.ts'
import { prepareDatabase } from './backups/prepare-database.ts'
import { restorePhysicalByHand } from './backups/restore-physical-by-hand.ts'
import { trialTable } from './backups/trial-table.ts'
import { readMarkers, startWritingMarkers } from './backups/write-markers.ts'
import { measureProcess } from './harness/measure-process.ts'
import { measureTrials, type Trial, type TrialContender } from './harness/measure-trials.ts'
import { figure, printTables, type ReportLimit, type ReportTable } from './harness/print-tables.ts'
import { openCliStack } from './testing/open-cli-stack.ts'

// Physical backups by `./aura` against pgBackRest called by hand with the same settings, and what a restore to the latest state loses
// after `kill -9` and the loss of the data directory. Run: node bench/physical-backup.ts [--json] [--quick]

const quick = process.argv.includes('--quick')
const sizes = (quick ? [16] : [16, 4, 1]).map(backupData)
/** The largest is the one at which the targets hold. */
const roundsAtLargest = quick ? 1 : 5
/** How long markers are written before the kill: each another moment of the 30 s of archive_timeout. */
const writingSeconds = quick ? [40] : [65, 75, 85, 95, 105]
const slowerMax = 1.1
const memoryMaxMebibytes = 200
const lostSecondsMax = 60

const note = (line: string) => process.stderr.write(`${line}\n`)
const loadBefore = loadavg()[0] ?? 0
const cli = fileURLToPath(new URL('../apps/cli/main.ts', import.meta.url))
await using stack = await openCliStack({ services: ['postgres', 'minio', 'pgbackrest', 'migrate'] })
const stackDirectory = stack.inUse().directory
const { superuserUrl } = stack.inUse().urls
const server = await readServer(superuserUrl)

const tables: ReportTable[] = []
const limits: ReportLimit[] = []
for (const data of sizes) {
  const startedMs = performance.now()
  await prepareDatabase(stack.inUse().urls.databaseUrl, { data, index: true })
  note(`${data.name} of the data made in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`)
  const isLargest = data === sizes.at(-1)
  const rounds = isLargest ? roundsAtLargest : 1
  await compare(`full backup, ${data.name} of the data`, { rounds, peer: backUpByHand(), ours: backUp() })
}
const losses = []
for (const seconds of writingSeconds) losses.push(await loseEverything(seconds))
const worst = Math.max(...losses.map((loss) => loss.seconds))
limits.push({ name: 'RPO of a restore to the latest state, worst', value: worst, unit: ' s', max: lostSecondsMax })
tables.push({
  title: 'written for, then `kill -9` and all that is on this machine is lost',
  columns: ['acknowledged', 'of these lost', 'measured RPO, s'],
  rows: losses.map(({ lost, acknowledged, seconds }, index) => [
    ...[`${writingSeconds[index]} s`, String(acknowledged), String(lost), figure(seconds)],
  ]),
})
printTables({
  name: '`physical-backup`: backups of the files, against pgBackRest called by hand',
  notes: [
    `${server.description} The repository is on the S3 server of the same machine. Load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after.`,
  ],
  tables,
  limits,
})

async function compare(
  title: string,
  sides: { rounds: number; peer: TrialContender; ours: TrialContender },
): Promise<void> {
  const { rounds } = sides
  const [peer, ours] = await measureTrials([sides.peer, sides.ours], { rounds, onTrial: note })
  if (!peer || !ours) throw new Error('both sides are measured')
  tables.push(trialTable(title, { peer, others: [ours], sized: false }))
  if (rounds !== roundsAtLargest) return
  limits.push({
    name: `${title}, to pgBackRest by hand`,
    value: ours.seconds / peer.seconds,
    unit: '×',
    max: slowerMax,
  })
  limits.push({ name: `${title}, memory`, value: ours.peakMebibytes, unit: ' MiB', max: memoryMaxMebibytes })
}

function backUpByHand(): TrialContender {
  return { name: '`pgbackrest backup`', run: () => pgBackRestByHand(stackDirectory, ['--type=full', 'backup']) }
}

function backUp(): TrialContender {
  const words = ['backup', 'create', '--engine', 'physical', '--type', 'full', '--json']
  return { name: '`./aura backup create --engine physical`', run: () => measureAura(words) }
}

async function measureAura(words: readonly string[]): Promise<Trial> {
  return await measureProcess(process.execPath, [cli, ...words], {
    environment: { ...commandEnvironment(), ...stack.environment },
  })
}

/**
 * Writes, kills Postgres, and restores to the latest state in another directory and on another port: what lies in the old one counts for
 * nothing, as if it were gone.
 */
async function loseEverything(seconds: number) {
  const writer = await startWritingMarkers(stack.inUse().urls.databaseUrl)
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  await stack.aura(['stack', 'kill', 'postgres'])
  const acknowledged = await writer.stop()
  let recovered: ReadonlySet<number> = new Set()
  const use = async (port: number) => {
    const { href } = Object.assign(new URL(stack.inUse().urls.databaseUrl), { port: String(port) })
    recovered = await readMarkers(href)
  }
  await restorePhysicalByHand({ stackDirectory, superuserUrl, ...server, use })
  await stack.aura(['stack', 'start', 'postgres'])
  const loss = lostSeconds(acknowledged, recovered)
  note(`written for ${seconds} s: ${loss.lost} of ${acknowledged.size} markers lost, RPO ${figure(loss.seconds)} s`)
  return { ...loss, acknowledged: acknowledged.size }
}

async function readServer(url: string): Promise<{ programs: string; description: string }> {
  const sql = openPool({ url, applicationName: 'bench', connectionsMax: 1 })
  try {
    const [row] = await sql<{ major: number; version: string; timeout: string }[]>`
      select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version,
        current_setting('archive_timeout') as timeout`
    const programs = dirname(await findPgDump({ major: row?.major ?? 0 }))
    return { programs, description: `Postgres ${row?.version}, archive_timeout ${row?.timeout}.` }
  } finally {
    await sql.end({ timeout: 1 })
  }
}
