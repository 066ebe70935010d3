import { migrate, openPool, vectorIndexStatement } from '../../packages/postgres/index.ts'
import type { BackupData } from './backup-data.ts'
import { fillDatabase } from './fill-database.ts'

/** The vector index of the full data takes minutes. */
const statementTimeoutMs = 60 * 60_000

/** Migrates a database and fills it, in place of what was in it; `index` says whether its vectors get theirs. */
export async function prepareDatabase(url: string, options: { data: BackupData; index: boolean }): Promise<void> {
  const sql = openPool({ url, applicationName: 'bench', connectionsMax: 1, statementTimeoutMs })
  try {
    await migrate(sql, { url })
    await sql`truncate users, attestations, attestation_schemas, jobs cascade`
    await fillDatabase(sql, options.data)
    if (!options.index) return
    await sql`set maintenance_work_mem = '1GB'`
    await sql.unsafe(vectorIndexStatement({ method: 'hnsw', precision: 'vector', m: 16, efConstruction: 64 }))
  } finally {
    await sql.end({ timeout: 1 })
  }
}
