import { systemClock } from '../../packages/core/index.ts'
import { openBackupStoreFrom } from '../../packages/object-store/index.ts'
import { createBackup, openServerSnapshotSource } from '../../packages/recovery/index.ts'
import type { BenchFormat } from './make-backup.ts'

// One backup, in a process of its own so that its memory can be told: the same calls as those of `./aura backup create` and the
// guardian. BENCH_FORMAT is its format, as JSON. Prints the name and the size of its file.

const { DATABASE_URL = '', BACKUP_STORE_URL = '', BENCH_FORMAT = '{}' } = process.env
const { BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY } = process.env
const store = openBackupStoreFrom({ BACKUP_STORE_URL, BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY })
const source = openServerSnapshotSource({ url: DATABASE_URL })
const format: BenchFormat = JSON.parse(BENCH_FORMAT)
const { name, file } = await createBackup(source, { store, clock: systemClock, ...{ format } })
const ending = `.sql.${format.compression === 'zstd' ? 'zst' : 'gz'}${format.recipients?.length ? '.age' : ''}`
if (!name.endsWith(ending)) throw new Error(`${name} is no ${ending}`)
process.stdout.write(`${JSON.stringify({ name, sizeBytes: file.sizeBytes })}\n`)
