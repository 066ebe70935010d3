import { systemClock } from '../../packages/core/index.ts'
import { openBackupStoreFrom } from '../../packages/object-store/index.ts'
import { createBackup, openServerSnapshotSource } from '../../packages/recovery/index.ts'

// One backup, in a process of its own so that its memory can be told: the same calls as those of `./aura backup create` and the
// guardian. Prints the size of its file.

const { DATABASE_URL = '', BACKUP_STORE_URL = '' } = process.env
const { BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY } = process.env
const store = openBackupStoreFrom({ BACKUP_STORE_URL, BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY })
const source = openServerSnapshotSource({ url: DATABASE_URL })
const { name, file } = await createBackup(source, { store, clock: systemClock })
process.stdout.write(`${JSON.stringify({ name, sizeBytes: file.sizeBytes })}\n`)
