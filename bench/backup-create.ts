import { stat } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { backupData } from './backups/backup-data.ts'
import { type BackupPlace, openBucketPlace, openFilePlace } from './backups/backup-places.ts'
import { connectionVariables } from './backups/connection-variables.ts'
import { type BenchFormat, makeBackup } from './backups/make-backup.ts'
import { openBackupServices } from './backups/open-backup-services.ts'
import { largerBy, trialTable } from './backups/trial-table.ts'
import { measureProcess } from './harness/measure-process.ts'
import { measureTrials, type Trial, type TrialContender } from './harness/measure-trials.ts'
import { printTables, type ReportLimit, type ReportTable } from './harness/print-tables.ts'
import { openS3Place } from './testing/open-s3-place.ts'

// `createBackup` against `pg_dump | gzip` as somebody runs it by hand: time, size, memory, and how they grow with the data.
// Run: node bench/backup-create.ts [--json] [--quick]

const quick = process.argv.includes('--quick')
const sizes = (quick ? [64, 16] : [16, 4, 1]).map(backupData)
/** The largest is the one at which the targets hold. */
const roundsAtLargest = quick ? 1 : 5
const peerName = '`pg_dump | gzip`'
const memoryMaxMebibytes = 200
const sizeMax = 15

interface OurSide {
  readonly name: string
  readonly place: () => Promise<BackupPlace>
  readonly format: BenchFormat
  readonly ratioMin?: number
  readonly sized?: boolean
}

const note = (line: string) => process.stderr.write(`${line}\n`)
const loadBefore = loadavg()[0] ?? 0
await using services = await openBackupServices({ index: false, onNote: note })
await using s3 = await openS3Place(process.env)
const toFile = () => openFilePlace(services.folder)
const toBucket = async () => openBucketPlace(s3)
const gzip: BenchFormat = { compression: 'gzip' }
const zstd: BenchFormat = { compression: 'zstd' }
/** Nobody has its identity. */
const recipients = ['age1gke9rsesrzm7eaqt5s3jjgq5pjfcqyp4jqelvgft2wqvg9tl33lqxeh3e7']
const ours: readonly OurSide[] = [
  { name: '`.sql.gz`, to a folder', place: toFile, format: gzip, ratioMin: 4, sized: true },
  { name: '`.sql.gz`, to S3', place: toBucket, format: gzip, ratioMin: 4, sized: true },
  { name: '`.sql.gz` without igzip, to a folder', place: toFile, format: { ...gzip, igzip: null } },
  { name: '`.sql.zst`, to a folder', place: toFile, format: zstd, ratioMin: 6, sized: true },
  { name: '`.sql.zst`, to S3', place: toBucket, format: zstd, ratioMin: 6, sized: true },
  { name: '`.sql.gz.age`, to a folder', place: toFile, format: { ...gzip, recipients } },
  { name: '`.sql.zst.age`, to a folder', place: toFile, format: { ...zstd, recipients } },
]

const tables: ReportTable[] = []
const limits: ReportLimit[] = []
for (const data of sizes) {
  const url = await services.filled(data)
  const rounds = data === sizes.at(-1) ? roundsAtLargest : 1
  note(`${data.name} of the data, load ${(loadavg()[0] ?? 0).toFixed(1)}`)
  const [peer, ...measured] = await measureTrials([dumpByHand(url), ...ours.map((side) => contenderOf(side, url))], {
    rounds,
    onTrial: note,
  })
  if (!peer) throw new Error('the peer is measured first')
  tables.push(trialTable(`${data.name} of the data`, { peer, others: measured, sized: true }))
  if (data !== sizes.at(-1)) continue
  for (const [index, { name, ratioMin, sized }] of ours.entries()) {
    const summary = measured[index]
    if (!summary) continue
    const { seconds, peakMebibytes } = summary
    if (ratioMin !== undefined) limits.push({ name, value: peer.seconds / seconds, unit: '×', min: ratioMin })
    if (sized) limits.push({ name: `${name}, larger by`, value: largerBy(summary, peer), unit: ' %', max: sizeMax })
    limits.push({ name: `${name}, memory`, value: peakMebibytes, unit: ' MiB', max: memoryMaxMebibytes })
  }
}
printTables({
  name: `\`backup-create\`: a backup, against ${peerName}`,
  notes: [
    `${services.description} Load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after.`,
    "Ours counts fingerprints of all rows, reads what it stored back, and starts a process; memory is that of Node, `pg_dump` and the rest of the process's children together.",
  ],
  tables,
  limits,
})

/** To a file, on the disk that the store's folder is on. */
function dumpByHand(url: string): TrialContender {
  const file = join(services.folder, 'by-hand.sql.gz')
  const environment = { PATH: `${services.programs}:${process.env.PATH}`, ...connectionVariables(url) }
  const run = async (): Promise<Trial> => {
    const words = ['-c', 'set -o pipefail; pg_dump | gzip > "$0"', file]
    const { seconds, peakMebibytes } = await measureProcess('bash', words, { environment })
    return { seconds, peakMebibytes, sizeBytes: (await stat(file)).size }
  }
  return { name: peerName, run }
}

function contenderOf({ name, place, format }: OurSide, url: string): TrialContender {
  const run = async (): Promise<Trial> => {
    await using where = await place()
    return await makeBackup(url, { environment: where.environment, format })
  }
  return { name, run }
}
