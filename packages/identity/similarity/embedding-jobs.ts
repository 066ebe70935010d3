import { isUuid } from '@aura-sign/core'
import type { ClaimedJob } from '@aura-sign/jobs'

/** Kind of the jobs that compute the embedding of one identity; payload `{userId}`, key the user id. */
export const embeddingJobKind = 'embedding'

/** Kind of the jobs that wait until an attestation expires, then queue the embedding anew; payload and key as above. */
export const embeddingExpiryJobKind = 'embedding_expiry'

/** The user that a job is about; null when its payload names none. */
export function userIdIn({ payload }: ClaimedJob): string | null {
  const userId = payload !== null && typeof payload === 'object' && !Array.isArray(payload) ? payload.userId : undefined
  return typeof userId === 'string' && isUuid(userId) ? userId : null
}
