import { AuraError } from '@aura-sign/core'
import type { ObjectStore, WrittenObject } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import { evidenceKey, incomingKey } from './evidence-key.ts'

/** Bytes of one file that are taken. */
export const evidenceSizeBytesMax = 100 * 1024 * 1024

export interface Evidence {
  /** SHA-256 of the bytes, lowercase hex. */
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
  readonly uploadedAt: Date
}

export interface StoreEvidenceOptions {
  /** Read once. */
  readonly body: AsyncIterable<Uint8Array>
  readonly mediaType: string
  /** What the sender says that the bytes hash to, lowercase hex. */
  readonly sha256?: string
  /** What the sender says that there are. */
  readonly sizeBytes?: number
  readonly sizeBytesMax?: number
  /** Id of the user who sends it, for `countSentBytes`. */
  readonly uploadedBy?: string
  readonly now: Date
  readonly signal?: AbortSignal
}

/**
 * Keeps a file under the SHA-256 of its bytes, holding a few parts of it in memory at a time. It is known once its row is
 * there, after its last byte; of a file that is cut off, is too long or hashes to something else nothing stays.
 * Throws `evidence_too_large`, `evidence_empty`, `evidence_differs`, and `evidence_collected` where an old copy of the same file
 * was removed meanwhile.
 */
export async function storeEvidence(
  dependencies: { sql: Sql; store: ObjectStore },
  options: StoreEvidenceOptions,
): Promise<Evidence> {
  const { sql, store } = dependencies
  const written = await write(store, options)
  const { sha256, sizeBytes } = written
  const { mediaType, uploadedBy = null, now, signal } = options
  const calls = signal ? { signal } : {}
  return await sql.begin(async (transaction) => {
    // What the first uploader called it stays: another account with the same bytes has no say in how this one's file is served. Only
    // what was found without its row, and nobody's, is corrected.
    const [row] = await transaction<{ uploaded_at: Date; media_type: string }[]>`
      insert into evidence (sha256, size_bytes, media_type, uploaded_at, uploaded_by)
      values (${sha256}, ${sizeBytes}, ${mediaType}, ${now}, ${uploadedBy})
      on conflict (sha256) do update set
        uploaded_at = greatest(evidence.uploaded_at, excluded.uploaded_at),
        size_bytes = excluded.size_bytes, collecting_at = null,
        media_type = case
          when evidence.uploaded_by is null and evidence.media_type = 'application/octet-stream' then excluded.media_type
          else evidence.media_type
        end,
        uploaded_by = coalesce(excluded.uploaded_by, evidence.uploaded_by)
      returning uploaded_at, media_type`
    if (!row) throw new Error('insert returned no row')
    // A collection that had the row before may have taken the object away; while this one holds it none can.
    if ((await store.head(evidenceKey(sha256), calls)) === null) throw new AuraError('evidence_collected')
    return { sha256, sizeBytes, mediaType: row.media_type, uploadedAt: row.uploaded_at }
  })
}

async function write(store: ObjectStore, options: StoreEvidenceOptions): Promise<WrittenObject> {
  const { sha256 } = options
  const calls = options.signal ? { signal: options.signal } : {}
  const body = counted(options)
  if (sha256 !== undefined) {
    return await store.put(evidenceKey(sha256), body, { ...calls, sha256 }).catch((error: unknown) => {
      if (error instanceof AuraError && error.code === 'object_corrupt') {
        throw new AuraError('evidence_differs', { what: 'SHA-256' }, { cause: error })
      }
      throw error
    })
  }
  const key = incomingKey()
  const written = await store.put(key, body, calls)
  try {
    await store.copy(key, evidenceKey(written.sha256), calls)
  } finally {
    await store.delete(key)
  }
  return written
}

/** Ends with an error when there are more bytes than may come, fewer than were said, or none. */
async function* counted(options: StoreEvidenceOptions): AsyncGenerator<Uint8Array> {
  const { sizeBytesMax = evidenceSizeBytesMax } = options
  let sizeBytes = 0
  for await (const chunk of options.body) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > sizeBytesMax) throw new AuraError('evidence_too_large', { maxMegabytes: sizeBytesMax / 2 ** 20 })
    yield chunk
  }
  if (sizeBytes === 0) throw new AuraError('evidence_empty')
  if (options.sizeBytes !== undefined && options.sizeBytes !== sizeBytes) {
    throw new AuraError('evidence_differs', { what: 'length' })
  }
}
