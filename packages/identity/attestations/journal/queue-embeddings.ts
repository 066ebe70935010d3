import { enqueueJob } from '@aura-sign/jobs'
import type { Queryable } from '@aura-sign/postgres'
import { embeddingJobKind } from '../../similarity/embedding-jobs.ts'

/** Queues the embeddings of all identities that these wallets belong to: what `enqueueEmbeddingsOf` does for one. */
export async function queueEmbeddings(
  queryable: Queryable,
  { addresses, now }: { addresses: readonly string[]; now: Date },
): Promise<void> {
  if (addresses.length === 0) return
  const wanted = [...new Set(addresses.map((address) => address.toLowerCase()))]
  // In one order everywhere: two transactions that queue for the same identities do not wait for each other in a circle.
  const rows = await queryable<{ user_id: string }[]>`
    select distinct user_id from wallets where address = any(${wanted}::text[]) and unlinked_at is null order by user_id`
  for (const { user_id: userId } of rows) {
    await enqueueJob(queryable, { kind: embeddingJobKind, payload: { userId }, uniqueKey: userId, now })
  }
}
