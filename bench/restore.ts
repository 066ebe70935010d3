import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { streamingNodeFlags, streamingNodeVariables } from '../apps/cli/streaming-node-flags.ts'
import { backupData } from './backups/backup-data.ts'
import { type BackupPlace, openFilePlace } from './backups/backup-places.ts'
import { connectionVariables } from './backups/connection-variables.ts'
import { makeBackup } from './backups/make-backup.ts'
import { openBackupServices } from './backups/open-backup-services.ts'
import { trialTable } from './backups/trial-table.ts'
import { measureProcess } from './harness/measure-process.ts'
import { measureTrials, type Trial, type TrialContender } from './harness/measure-trials.ts'
import { printTables, type ReportLimit, type ReportTable } from './harness/print-tables.ts'

// `executeRestore`, as `./aura restore` calls it, into a new database against `gunzip -c | psql`, with all indexes, the one of the vectors
// too: time, memory, and how they grow with the data. Run: node bench/restore.ts [--json] [--quick]

const quick = process.argv.includes('--quick')
const sizes = (quick ? [64, 16] : [16, 4, 1]).map(backupData)
/** The largest is the one at which the targets hold. */
const roundsAtLargest = quick ? 1 : 3
const ratioMin = 2.5
const memoryMaxMebibytes = 200
const restored = 'bench_restored'
/** What Postgres comes with: nobody who restores by hand at night has set it. */
const defaultMemory = '64MB'

const note = (line: string) => process.stderr.write(`${line}\n`)
const loadBefore = loadavg()[0] ?? 0
await using services = await openBackupServices({ index: true, onNote: note })
const program = fileURLToPath(new URL('./backups/restore-backup-program.ts', import.meta.url))

const tables: ReportTable[] = []
const limits: ReportLimit[] = []
for (const data of sizes) {
  const url = await services.filled(data)
  const rounds = data === sizes.at(-1) ? roundsAtLargest : 1
  note(`${data.name} of the data, load ${(loadavg()[0] ?? 0).toFixed(1)}`)
  await using gzipPlace = await openFilePlace(services.folder)
  const gzip = await makeBackup(url, { environment: gzipPlace.environment, format: { compression: 'gzip' } })
  await using zstdPlace = await openFilePlace(services.folder)
  const zstd = await makeBackup(url, { environment: zstdPlace.environment, format: { compression: 'zstd' } })
  const file = join(fileURLToPath(gzipPlace.environment.BACKUP_STORE_URL ?? ''), gzip.name)
  const [peer, ...others] = await measureTrials(
    [
      loadByHand('`gunzip -c | psql`', file, { maintenance_work_mem: defaultMemory }),
      restoreOf('restore of `.sql.gz`', gzip.name, gzipPlace),
      restoreOf('restore of `.sql.zst`', zstd.name, zstdPlace),
      loadByHand('`gunzip -c | psql`, set as the native stack is', file, {}),
    ],
    { rounds, onTrial: note },
  )
  if (!peer) throw new Error('the peer is measured first')
  tables.push(trialTable(`${data.name} of the data`, { peer, others, sized: false }))
  if (data !== sizes.at(-1)) continue
  for (const { name, seconds, peakMebibytes } of others.slice(0, 2)) {
    limits.push({ name, value: peer.seconds / seconds, unit: '×', min: ratioMin })
    limits.push({ name: `${name}, memory`, value: peakMebibytes, unit: ' MiB', max: memoryMaxMebibytes })
  }
}
printTables({
  name: '`restore`: a backup into a new database, against `gunzip -c | psql`',
  notes: [
    `${services.description} \`psql\` has maintenance_work_mem ${defaultMemory}, which is Postgres' default, but where the line says otherwise. ` +
      `Load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after.`,
    'Ours checks the file first, compares rows and fingerprints afterwards, ends sessions, and starts a process; memory is that of the process with its children, not of the server.',
  ],
  tables,
  limits,
})

function loadByHand(name: string, file: string, settings: Record<string, string>): TrialContender {
  const run = async (): Promise<Trial> => {
    await services.create(restored)
    const environment = {
      PATH: `${services.programs}:${process.env.PATH}`,
      PGOPTIONS: Object.entries(settings)
        .map(([setting, value]) => `-c ${setting}=${value}`)
        .join(' '),
      ...connectionVariables(services.urlOf(restored)),
    }
    const words = ['-c', 'set -o pipefail; gunzip -c "$0" | psql -q -v ON_ERROR_STOP=1 > /dev/null', file]
    const measured = await measureProcess('bash', words, { environment })
    await services.drop(restored)
    return measured
  }
  return { name, run }
}

function restoreOf(title: string, name: string, { environment }: BackupPlace): TrialContender {
  const run = async (): Promise<Trial> => {
    await services.drop(restored)
    const measured = await measureProcess(process.execPath, [...streamingNodeFlags, program], {
      environment: {
        ...{ PATH: process.env.PATH, DATABASE_URL: services.urlOf(restored), BENCH_BACKUP: name },
        ...streamingNodeVariables,
        ...environment,
      },
    })
    const { seconds } = JSON.parse(measured.stdout) as { seconds: Record<string, number> }
    const steps = Object.entries(seconds).map(([step, took]) => `${step} ${took.toFixed(1)} s`)
    note(`  ${steps.join(', ')}`)
    await services.drop(restored)
    return measured
  }
  return { name: title, run }
}
