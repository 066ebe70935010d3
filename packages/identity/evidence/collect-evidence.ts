import { listObjects, type ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import { evidenceKey, evidencePrefix, incomingPrefix, sha256OfEvidenceKey } from './evidence-key.ts'

/** How long a file waits for an attestation that names it. */
export const evidenceKeptMs = 24 * 60 * 60_000
const batchSizeMax = 500
const foreignKeyViolation = '23503'
const adoptedMediaType = 'application/octet-stream'

export interface CollectedEvidence {
  /** Files that no attestation named in time. */
  readonly collected: number
  /** Files without a row, as a restored database has them: they got one, and their day. */
  readonly adopted: number
  /** Uploads that a crash has left half-way. */
  readonly abandoned: number
}

/**
 * Removes files that no attestation has named within `keptMs`, and what crashed uploads have left. A file that is being sent
 * again, or named, at the same moment stays: row and object go together, under a lock of the row.
 */
export async function collectEvidence(
  dependencies: { sql: Sql; store: ObjectStore },
  options: { now: Date; keptMs?: number; signal?: AbortSignal },
): Promise<CollectedEvidence> {
  const { store } = dependencies
  const before = new Date(options.now.getTime() - (options.keptMs ?? evidenceKeptMs))
  const calls = options.signal ? { signal: options.signal } : {}
  const adopted = await adoptStrangers(dependencies, options)
  const collected = await collectUnnamed(dependencies, { before, ...calls })
  const abandoned: string[] = []
  for await (const head of listObjects(store, incomingPrefix, calls)) {
    if (head.modifiedAt < before) abandoned.push(head.key)
  }
  await store.deleteMany(abandoned, calls)
  return { adopted, collected, abandoned: abandoned.length }
}

async function adoptStrangers(
  { sql, store }: { sql: Sql; store: ObjectStore },
  options: { signal?: AbortSignal },
): Promise<number> {
  let adopted = 0
  const flush = async (heads: { sha256: string; sizeBytes: number; modifiedAt: Date }[]) => {
    const inserted = await sql`
      insert into evidence (sha256, size_bytes, media_type, uploaded_at)
      select found.sha256, found.size_bytes, ${adoptedMediaType}, found.modified_at
      from unnest(
        ${heads.map(({ sha256 }) => sha256)}::text[],
        ${heads.map(({ sizeBytes }) => sizeBytes)}::bigint[],
        ${heads.map(({ modifiedAt }) => modifiedAt.toISOString())}::timestamptz[]
      ) as found (sha256, size_bytes, modified_at)
      where found.size_bytes > 0
      on conflict do nothing`
    adopted += inserted.count
  }
  let batch: { sha256: string; sizeBytes: number; modifiedAt: Date }[] = []
  for await (const { key, sizeBytes, modifiedAt } of listObjects(
    store,
    evidencePrefix,
    options.signal ? { signal: options.signal } : {},
  )) {
    options.signal?.throwIfAborted()
    const sha256 = sha256OfEvidenceKey(key)
    if (sha256 === null) continue
    batch.push({ sha256, sizeBytes, modifiedAt })
    if (batch.length < batchSizeMax) continue
    await flush(batch)
    batch = []
  }
  if (batch.length > 0) await flush(batch)
  return adopted
}

async function collectUnnamed(
  { sql, store }: { sql: Sql; store: ObjectStore },
  options: { before: Date; signal?: AbortSignal },
): Promise<number> {
  const calls = options.signal ? { signal: options.signal } : {}
  const unnamed = () => sql<{ sha256: string }[]>`
    select sha256 from evidence
    where uploaded_at < ${options.before}
      and not exists (select from attestation_evidence where attestation_evidence.sha256 = evidence.sha256)
    order by uploaded_at limit ${batchSizeMax}`
  let collected = 0
  for (let rows = await unnamed(); rows.length > 0; rows = await unnamed()) {
    for (const { sha256 } of rows) {
      options.signal?.throwIfAborted()
      const { before } = options
      if (await collectOne({ sql, store }, { sha256, before, ...calls }).catch(unlessNamed)) collected += 1
    }
  }
  return collected
}

/** Row and object go together: who sends or names the file at this moment waits for the end of it, and sees that. */
async function collectOne(
  { sql, store }: { sql: Sql; store: ObjectStore },
  options: { sha256: string; before: Date; signal?: AbortSignal },
): Promise<boolean> {
  const { sha256, before, ...calls } = options
  return await sql.begin(async (transaction) => {
    const deleted = await transaction`
      delete from evidence where sha256 = ${sha256} and uploaded_at < ${before}
        and not exists (select from attestation_evidence where attestation_evidence.sha256 = evidence.sha256)`
    if (deleted.count > 0) await store.delete(evidenceKey(sha256), calls)
    return deleted.count > 0
  })
}

/** An attestation that named it meanwhile holds it by its foreign key. */
function unlessNamed(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === foreignKeyViolation) return false
  throw error
}
