import { listObjects, type ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import { evidenceKey, evidencePrefix, incomingPrefix, sha256OfEvidenceKey } from './evidence-key.ts'

/** How long a file waits for an attestation that names it. */
export const evidenceKeptMs = 24 * 60 * 60_000
const batchSizeMax = 500
/** Objects without a row that are looked for once more at a time, in one transaction. */
const adoptedAtOnceMax = 20
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
 * again, or named, at the same moment stays. One that is being removed is marked before its object goes, so that nobody is
 * given it or names it however the collection ends; the next one finishes it.
 */
export async function collectEvidence(
  dependencies: { sql: Sql; store: ObjectStore },
  options: { now: Date; keptMs?: number; signal?: AbortSignal },
): Promise<CollectedEvidence> {
  const { store } = dependencies
  const { now } = options
  const before = new Date(options.now.getTime() - (options.keptMs ?? evidenceKeptMs))
  const calls = options.signal ? { signal: options.signal } : {}
  const adopted = await adoptStrangers(dependencies, options)
  const finished = await finishCollections(dependencies, calls)
  const collected = finished + (await collectUnnamed(dependencies, { before, now, ...calls }))
  const abandoned: string[] = []
  for await (const head of listObjects(store, incomingPrefix, calls)) {
    if (head.modifiedAt < before) abandoned.push(head.key)
  }
  await store.deleteMany(abandoned, calls)
  await store.sweep({ before, ...calls })
  return { adopted, collected, abandoned: abandoned.length }
}

interface Stranger {
  readonly sha256: string
  readonly sizeBytes: number
  readonly modifiedAt: Date
}

async function adoptStrangers(
  { sql, store }: { sql: Sql; store: ObjectStore },
  calls: { signal?: AbortSignal },
): Promise<number> {
  let adopted = 0
  const flush = async (batch: readonly Stranger[]) => {
    const known = await sql<{ sha256: string }[]>`
      select sha256 from evidence where sha256 = any(${batch.map(({ sha256 }) => sha256)}::text[])`
    const rows = new Set(known.map(({ sha256 }) => sha256))
    const strangers = batch.filter(({ sha256, sizeBytes }) => sizeBytes > 0 && !rows.has(sha256))
    for (let start = 0; start < strangers.length; start += adoptedAtOnceMax) {
      adopted += await adopt({ sql, store }, { strangers: strangers.slice(start, start + adoptedAtOnceMax), ...calls })
    }
  }
  let batch: Stranger[] = []
  for await (const { key, sizeBytes, modifiedAt } of listObjects(store, evidencePrefix, calls)) {
    calls.signal?.throwIfAborted()
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

/** What was listed may have been collected since: only what is there under the lock of its row keeps one. */
async function adopt(
  { sql, store }: { sql: Sql; store: ObjectStore },
  { strangers, ...calls }: { strangers: readonly Stranger[]; signal?: AbortSignal },
): Promise<number> {
  return await sql.begin(async (transaction) => {
    const inserted = await transaction<{ sha256: string }[]>`
      insert into evidence (sha256, size_bytes, media_type, uploaded_at)
      select found.sha256, found.size_bytes, ${adoptedMediaType}, found.modified_at
      from unnest(
        ${strangers.map(({ sha256 }) => sha256)}::text[],
        ${strangers.map(({ sizeBytes }) => sizeBytes)}::bigint[],
        ${strangers.map(({ modifiedAt }) => modifiedAt.toISOString())}::timestamptz[]
      ) as found (sha256, size_bytes, modified_at)
      on conflict do nothing
      returning sha256`
    const heads = await Promise.all(inserted.map(({ sha256 }) => store.head(evidenceKey(sha256), calls)))
    const gone = inserted.filter((_row, index) => heads[index] === null).map(({ sha256 }) => sha256)
    if (gone.length > 0) await transaction`delete from evidence where sha256 = any(${gone}::text[])`
    return inserted.length - gone.length
  })
}

/** Every marked row goes or loses its mark, or this throws: so it ends. */
async function finishCollections(
  dependencies: { sql: Sql; store: ObjectStore },
  calls: { signal?: AbortSignal },
): Promise<number> {
  const marked = () => dependencies.sql<{ sha256: string }[]>`
    select sha256 from evidence where collecting_at is not null order by collecting_at limit ${batchSizeMax}`
  let finished = 0
  for (let rows = await marked(); rows.length > 0; rows = await marked()) {
    for (const { sha256 } of rows) {
      calls.signal?.throwIfAborted()
      if (await removeMarked(dependencies, { sha256, ...calls })) finished += 1
    }
  }
  return finished
}

async function collectUnnamed(
  { sql, store }: { sql: Sql; store: ObjectStore },
  { before, now, ...calls }: { before: Date; now: Date; signal?: AbortSignal },
): Promise<number> {
  const unnamed = () => sql<{ sha256: string }[]>`
    select sha256 from evidence
    where uploaded_at < ${before}
      and not exists (select from attestation_evidence where attestation_evidence.sha256 = evidence.sha256)
    order by uploaded_at limit ${batchSizeMax}`
  let collected = 0
  for (let rows = await unnamed(); rows.length > 0; rows = await unnamed()) {
    for (const { sha256 } of rows) {
      calls.signal?.throwIfAborted()
      await markUnnamed(sql, { sha256, before, now })
      if (await removeMarked({ sql, store }, { sha256, ...calls })) collected += 1
    }
  }
  return collected
}

/** Committed before the object goes: a row whose object may be gone is never one that can be named. */
async function markUnnamed(
  sql: Sql,
  { sha256, before, now }: { sha256: string; before: Date; now: Date },
): Promise<void> {
  await sql.begin(async (transaction) => {
    // Waits for attestations that are naming it, which hold its key; the next statement sees them.
    await transaction`select from evidence where sha256 = ${sha256} for update`
    await transaction`
      update evidence set collecting_at = coalesce(collecting_at, ${now})
      where sha256 = ${sha256} and uploaded_at < ${before}
        and not exists (select from attestation_evidence where attestation_evidence.sha256 = evidence.sha256)`
  })
}

/** Object, then row, under the lock of the row: who sends the file at this moment waits for the end of it, and sees that. */
async function removeMarked(
  { sql, store }: { sql: Sql; store: ObjectStore },
  { sha256, ...calls }: { sha256: string; signal?: AbortSignal },
): Promise<boolean> {
  return await sql.begin(async (transaction) => {
    const [row] =
      await transaction`select from evidence where sha256 = ${sha256} and collecting_at is not null for update`
    if (!row) return false
    // Only what is rebuilt from copies names a marked file; it may still have its object.
    const named = await transaction`select from attestation_evidence where sha256 = ${sha256} limit 1`
    if (named.length > 0) {
      await transaction`update evidence set collecting_at = null where sha256 = ${sha256}`
      return false
    }
    await store.delete(evidenceKey(sha256), calls)
    await transaction`delete from evidence where sha256 = ${sha256}`
    return true
  })
}
