import type { Queryable, VectorPrecision } from '@aura-sign/postgres'
import { embeddingDimensions } from './embedder.ts'
import { vectorLiteral } from './normalize-vector.ts'
import type { Neighbour, SearchOptions } from './search-options.ts'
import { isFiltering, joinMatching } from './similarity-filter.ts'

export interface IndexAnswer {
  rows: Neighbour[]
  /** Of the index that Postgres read for it; null when it compared all rows, as it does where they are few. */
  method: 'hnsw' | 'ivfflat' | null
  /** Whether there is a valid index of this precision. Without one nothing was searched. */
  usable: boolean
  /** Precisions of the valid indexes. */
  precisions: VectorPrecision[]
}

/** Limits that are part of the statement: the planner has to know them, and each of another is prepared anew. */
const limits = [10, 20, 50, 100, 200]
// pgvector's default of 40 is below what a page may ask for; a candidate list of twice k keeps recall high.
const efSearchMin = 100
const efSearchMax = 1_000
/** Under a filter the index goes on until k rows are left; a wider list at once costs less than many rounds. */
const efSearchFiltered = 200

/**
 * Searches through the vector index, in one statement that also sets how (for itself alone), says whether there is an index, and which one
 * it read: by the backend's own count of index scans before and after, so it is what happened and not what was planned.
 */
export async function searchIndex(
  queryable: Queryable,
  options: SearchOptions & { precision: VectorPrecision },
): Promise<IndexAnswer> {
  const { model, vector, k, excludedUserIds, filter, now, precision } = options
  const filtering = isFiltering(filter)
  const limit = limits.find((count) => count >= k) ?? k
  const userId = 'embeddings.user_id'
  const rows = await queryable<Row[]>`
    with indexes as materialized (
      select index.oid, access.amname, pg_opclass.opcname, pg_stat_get_xact_numscans(index.oid) as scans,
        substring(array_to_string(index.reloptions, ',') from 'lists=(\\d+)')::float8 as lists
      from pg_index
      join pg_class index on index.oid = pg_index.indexrelid
      join pg_am access on access.oid = index.relam
      join pg_opclass on pg_opclass.oid = pg_index.indclass[0]
      where pg_index.indrelid = 'embeddings'::regclass and access.amname in ('hnsw', 'ivfflat')
        and pg_index.indisvalid and pg_index.indisready and pg_index.indpred is null
    ),
    state as materialized (
      select ${vectorLiteral(vector)}::vector as vector,
        coalesce(bool_or(opcname = 'vector_cosine_ops'), false) as vector_usable,
        coalesce(bool_or(opcname = 'halfvec_cosine_ops'), false) as halfvec_usable,
        set_config('hnsw.ef_search', ${String(options.efSearch ?? efSearchOf({ k, filtering }))}, true),
        set_config('hnsw.iterative_scan', 'relaxed_order', true),
        set_config('ivfflat.iterative_scan', 'relaxed_order', true),
        set_config('ivfflat.probes', greatest(1, round(sqrt(coalesce(max(lists), 100))))::text, true)
      from indexes
    )
    select nearest.user_id as "userId", nearest.address, nearest.distance,
      (select statement from users where users.id = nearest.user_id) as statement,
      (select amname from indexes where pg_stat_get_xact_numscans(oid) > scans limit 1) as method,
      state.vector_usable as "vectorUsable", state.halfvec_usable as "halfvecUsable"
    from state
    left join lateral (
      select embeddings.user_id, wallet.address, embeddings.embedding <=> state.vector as distance
      from embeddings
      ${linkedWallet(queryable, userId)}
      ${filtering ? joinMatching(queryable, { filter, now, userId }) : queryable``}
      where ${precision === 'halfvec' ? queryable`state.halfvec_usable` : queryable`state.vector_usable`}
        and embeddings.model = ${model} and embeddings.user_id <> all(${[...excludedUserIds]}::uuid[])
      order by ${distanceBy(queryable, precision)}
      limit ${queryable.unsafe<[]>(String(limit))}
    ) nearest on true
    order by nearest.distance, nearest.user_id limit ${k}`
  return answerOf(rows, precision)
}

/**
 * The oldest linked wallet of an identity, which stands for it. A lateral subquery of one row, as `joinMatching` has it; and before the
 * limit, or identities that are not shown would take the places of ones that are.
 */
export function linkedWallet(queryable: Queryable, userId: string) {
  return queryable`
    cross join lateral (
      select wallets.address from wallets
      where wallets.user_id = ${queryable(userId)} and wallets.unlinked_at is null
      order by wallets.linked_at, wallets.account limit 1
    ) wallet`
}

function efSearchOf({ k, filtering }: { k: number; filtering: boolean }): number {
  return Math.min(efSearchMax, Math.max(filtering ? efSearchFiltered : efSearchMin, 2 * k))
}

function distanceBy(queryable: Queryable, precision: VectorPrecision) {
  if (precision === 'vector') return queryable`embeddings.embedding <=> state.vector`
  const type = queryable.unsafe<[]>(`halfvec(${embeddingDimensions})`)
  return queryable`embeddings.embedding::${type} <=> state.vector::${type}`
}

interface Row {
  userId: string | null
  address: string | null
  statement: string | null
  distance: number | null
  method: 'hnsw' | 'ivfflat' | null
  vectorUsable: boolean
  halfvecUsable: boolean
}

function answerOf(rows: readonly Row[], precision: VectorPrecision): IndexAnswer {
  const [first] = rows
  const precisions: VectorPrecision[] = [
    ...(first?.vectorUsable ? (['vector'] as const) : []),
    ...(first?.halfvecUsable ? (['halfvec'] as const) : []),
  ]
  const found = rows.flatMap(({ userId, address, statement, distance }) =>
    userId === null || address === null || distance === null ? [] : [{ userId, address, statement, distance }],
  )
  return { rows: found, method: first?.method ?? null, usable: precisions.includes(precision), precisions }
}
