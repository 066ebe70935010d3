import { enqueueJob } from '@aura-sign/jobs'
import type { Queryable } from '@aura-sign/postgres'
import { embeddingJobKind } from './embedding-jobs.ts'

/** One address belongs to a few identities at most: contract wallets of one address on several chains. */
const identitiesMax = 100

/** Queues the embeddings of the identities that a wallet's address belongs to, inside the caller's transaction. */
export async function enqueueEmbeddingsOf(
  queryable: Queryable,
  options: { address: string; now: Date },
): Promise<void> {
  const { address, now } = options
  // In one order everywhere: two transactions that queue for the same identities do not wait for each other in a circle.
  const rows = await queryable<{ user_id: string }[]>`
    select distinct user_id from wallets where address = ${address.toLowerCase()} and unlinked_at is null
    order by user_id limit ${identitiesMax}`
  for (const { user_id: userId } of rows) {
    await enqueueJob(queryable, { kind: embeddingJobKind, payload: { userId }, uniqueKey: userId, now })
  }
}
