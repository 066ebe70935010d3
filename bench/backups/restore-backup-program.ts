import { availableParallelism } from 'node:os'
import { systemClock } from '../../packages/core/index.ts'
import { openBackupStoreFrom } from '../../packages/object-store/index.ts'
import { knownMigrations } from '../../packages/postgres/index.ts'
import {
  chooseBackup,
  executeRestore,
  openServerSession,
  planRestore,
  ServerRestoreTarget,
} from '../../packages/recovery/index.ts'

// One restore, in a process of its own so that its memory can be told: the same calls as those of `./aura restore`. DATABASE_URL names
// the database that it makes.

const { DATABASE_URL = '', BACKUP_STORE_URL = '', BENCH_BACKUP = 'latest' } = process.env
const { BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY } = process.env
const store = openBackupStoreFrom({ BACKUP_STORE_URL, BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY })
const chosen = await chooseBackup(store, BENCH_BACKUP)
const clock = systemClock
await using session = await openServerSession({ url: DATABASE_URL })
const machine = { memoryBytes: process.availableMemory(), cores: availableParallelism() }
const target = new ServerRestoreTarget(session, { name: session.database, clock, machine })
// Beside the one in use: what is measured is how long it takes until a database can be put into use.
const plan = await planRestore(target, {
  chosen,
  store,
  clock,
  knownSchemaVersions: knownMigrations(),
  promotes: false,
})
let step = { id: '', sinceMs: performance.now() }
const seconds: Record<string, number> = {}
const { checks } = await executeRestore(target, {
  ...{ plan, manifest: chosen.manifest, store, clock },
  onProgress: (progress) => {
    if (progress.step === step.id) return
    count()
    step = { id: progress.step, sinceMs: performance.now() }
  },
})
count()
process.stdout.write(`${JSON.stringify({ checks: checks.length, seconds })}\n`)

function count(): void {
  if (step.id) seconds[step.id] = (performance.now() - step.sinceMs) / 1_000
}
