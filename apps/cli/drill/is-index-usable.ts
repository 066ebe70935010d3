import type { Sql } from '@aura-sign/postgres'

/** Name fixed by the runbook. */
const vectorIndex = 'embeddings_embedding_idx'

/**
 * Whether the vector index is valid and a search can go through it. Asked with sequential scans discouraged, because
 * on a small table they are the better plan and say nothing about the index.
 */
export async function isIndexUsable(sql: Sql): Promise<boolean> {
  return await sql.begin('read only', async (transaction) => {
    const [index] = await transaction<{ valid: boolean }[]>`
      select indisvalid and indisready as valid from pg_index where indexrelid = to_regclass(${`public.${vectorIndex}`})`
    if (index?.valid !== true) return false
    await transaction`set local enable_seqscan = off`
    const plan = await transaction`
      explain select id from embeddings
      order by embedding <=> (select embedding from embeddings limit 1) limit 10`
    return JSON.stringify(plan).includes(vectorIndex)
  })
}
