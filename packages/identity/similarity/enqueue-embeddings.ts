import { enqueueJob } from '@aura-sign/jobs'
import type { Queryable } from '@aura-sign/postgres'
import { embeddingJobKind } from './embedding-jobs.ts'

/** Of one address: contract wallets on several chains are as many identities. */
const identitiesMax = 100

/**
 * Queues the embeddings of the identities that these wallets belong to, inside the caller's transaction; of each address at most a
 * hundred.
 */
export async function enqueueEmbeddingsOf(
  queryable: Queryable,
  { addresses, now }: { addresses: readonly string[]; now: Date },
): Promise<void> {
  if (addresses.length === 0) return
  const wanted = [...new Set(addresses.map((address) => address.toLowerCase()))]
  // In one order everywhere: two transactions that queue for the same identities do not wait for each other in a circle.
  const rows = await queryable<{ user_id: string }[]>`
    select distinct user_id from wallets where address = any(${wanted}::text[]) and unlinked_at is null
    order by user_id limit ${wanted.length * identitiesMax}`
  for (const { user_id: userId } of rows) {
    await enqueueJob(queryable, { kind: embeddingJobKind, payload: { userId }, uniqueKey: userId, now })
  }
}
