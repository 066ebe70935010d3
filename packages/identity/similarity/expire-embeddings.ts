import { type ClaimedJob, enqueueJob, type JobHandler } from '@aura-sign/jobs'
import { embeddingExpiryJobKind, embeddingJobKind, userIdIn } from './embedding-jobs.ts'

/**
 * Handles `embedding_expiry` jobs: their time has come, so the embedding is queued anew, in the transaction that completes them.
 * That one leaves out what has expired, and queues the next of these.
 */
export function expireEmbeddings(): JobHandler {
  return async (claimed, context) => {
    const malformed = claimed.filter((job) => userIdIn(job) === null)
    if (malformed.length > 0)
      await context.fail(malformed, new Error(`the payload of an ${embeddingExpiryJobKind} job has no userId`))
    const jobs = claimed.filter((job) => !malformed.includes(job))
    await context.complete(jobs, async (transaction, held) => {
      const now = context.now()
      for (const userId of userIdsOf(held)) {
        await enqueueJob(transaction, { kind: embeddingJobKind, payload: { userId }, uniqueKey: userId, now })
      }
      return undefined
    })
  }
}

/** In one order everywhere, as `enqueueEmbeddingsOf` has it. */
function userIdsOf(jobs: readonly ClaimedJob[]): string[] {
  return jobs
    .map(userIdIn)
    .filter((userId) => userId !== null)
    .sort()
}
