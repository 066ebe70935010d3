import type { Sql, Transaction } from '@aura-sign/postgres'
import { vectorLiteral } from './normalize-vector.ts'

export type VectorIndex = 'hnsw' | 'ivfflat' | 'exact'

export interface Neighbour {
  address: string
  statement: string | null
  distance: number
}

interface NeighbourOptions {
  model: string
  vector: Float32Array
  k: number
  excludedUserIds: readonly string[]
}

// pgvector's default of 40 is below what a page may ask for; a candidate list of twice k keeps recall high.
const efSearchMin = 100
const efSearchMax = 1_000
// The default of 1 list finds little; 10 of the about 30 lists of 50,000 rows find most.
const probes = 10

/** The k nearest by cosine distance, and how Postgres found them: its plan for this very statement says so. */
export async function nearestNeighbours(
  sql: Sql,
  options: NeighbourOptions,
): Promise<{ rows: Neighbour[]; index: VectorIndex }> {
  return await sql.begin('read only', async (transaction) => {
    await tune(transaction, options.k)
    const index = await plannedIndex(transaction, options)
    const rows = await transaction<Neighbour[]>`${neighbourQuery(transaction, options)}`
    return { rows: [...rows], index }
  })
}

/** Settings of this transaction only. */
async function tune(transaction: Transaction, k: number): Promise<void> {
  const efSearch = Math.min(efSearchMax, Math.max(efSearchMin, 2 * k))
  // Filters run after the index scan: iterating goes on until k rows are left (pgvector 0.8). A generic plan would
  // guess the limit, and EXPLAIN would describe another plan than the one that ran.
  await transaction`
    select set_config('hnsw.ef_search', ${String(efSearch)}, true),
      set_config('hnsw.iterative_scan', 'strict_order', true),
      set_config('ivfflat.probes', ${String(probes)}, true),
      set_config('ivfflat.iterative_scan', 'relaxed_order', true),
      set_config('plan_cache_mode', 'force_custom_plan', true)`
}

function neighbourQuery(transaction: Transaction, { model, vector, k, excludedUserIds }: NeighbourOptions) {
  return transaction`
    select wallet.address, users.statement, nearest.distance
    from (
      select embeddings.user_id, embeddings.embedding <=> ${vectorLiteral(vector)}::vector as distance
      from embeddings
      where embeddings.model = ${model} and embeddings.user_id <> all(${[...excludedUserIds]}::uuid[])
        -- Before the limit, or identities that are not shown would take the places of ones that are.
        and exists (select from wallets where wallets.user_id = embeddings.user_id and wallets.unlinked_at is null)
      order by embeddings.embedding <=> ${vectorLiteral(vector)}::vector
      limit ${k}
    ) nearest
    join users on users.id = nearest.user_id
    cross join lateral (
      select wallets.address from wallets
      where wallets.user_id = nearest.user_id and wallets.unlinked_at is null
      order by wallets.linked_at, wallets.account limit 1
    ) wallet
    order by nearest.distance, nearest.user_id`
}

async function plannedIndex(transaction: Transaction, options: NeighbourOptions): Promise<VectorIndex> {
  const [row] = await transaction<{ 'QUERY PLAN': PlanNode[] }[]>`
    explain (format json, costs off) ${neighbourQuery(transaction, options)}`
  const indexNames = [...indexNamesOf(row?.['QUERY PLAN'])]
  const [used] = await transaction<{ method: VectorIndex }[]>`
    select access.amname as method
    from pg_class index
    join pg_am access on access.oid = index.relam
    join pg_index on pg_index.indexrelid = index.oid
    where pg_index.indrelid = 'embeddings'::regclass and access.amname in ('hnsw', 'ivfflat')
      and index.relname = any(${indexNames}::text[])
    limit 1`
  return used?.method ?? 'exact'
}

interface PlanNode {
  [key: string]: unknown
}

/** Every value of "Index Name" in a plan, at any depth. */
function* indexNamesOf(plan: unknown): Generator<string> {
  if (typeof plan !== 'object' || plan === null) return
  for (const [key, value] of Object.entries(plan)) {
    if (key === 'Index Name' && typeof value === 'string') yield value
    else yield* indexNamesOf(value)
  }
}
