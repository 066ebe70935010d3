import { isUuid, sha256Hex } from '@aura-sign/core'
import type { ClaimedJob } from '@aura-sign/jobs'

/**
 * Kind of the jobs that compute the embedding of one identity, of whatever model the worker has that takes it; payload `{userId}`,
 * key the user id.
 */
export const embeddingJobKind = 'embedding'

const kindLengthMax = 100

/**
 * Kind of the jobs that compute a missing vector of this model; payload and key as above. A kind of its own for each model, so that
 * a worker with another one, for which nothing is missing, never claims them.
 */
export function embeddingKindOf(model: string): string {
  const kind = `${embeddingJobKind}:${model}`
  return kind.length <= kindLengthMax ? kind : `${embeddingJobKind}:${sha256Hex(model)}`
}

/** Kind of the jobs that wait until an attestation expires, then queue the embedding anew; payload and key as above. */
export const embeddingExpiryJobKind = 'embedding_expiry'

/** The user that a job is about; null when its payload names none. */
export function userIdIn({ payload }: ClaimedJob): string | null {
  const userId = payload !== null && typeof payload === 'object' && !Array.isArray(payload) ? payload.userId : undefined
  return typeof userId === 'string' && isUuid(userId) ? userId : null
}
