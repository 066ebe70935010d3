import type { Queryable } from '@aura-sign/postgres'
import type { Evidence } from './store-evidence.ts'

/** What is known of a file; null when nothing is, or when it is being removed. */
export async function readEvidence(queryable: Queryable, sha256: string): Promise<Evidence | null> {
  const [row] = await queryable<{ size_bytes: string; media_type: string; uploaded_at: Date }[]>`
    select size_bytes, media_type, uploaded_at from evidence where sha256 = ${sha256} and collecting_at is null`
  if (!row) return null
  return { sha256, sizeBytes: Number(row.size_bytes), mediaType: row.media_type, uploadedAt: row.uploaded_at }
}
