import { probesOf, type Queryable, type VectorIndexState, type VectorPrecision } from '@aura-sign/postgres'
import { embeddingDimensions } from './embedder.ts'
import { queryLiteral } from './normalize-vector.ts'
import type { Neighbour, SearchOptions } from './search-options.ts'
import { isFiltering, joinMatching } from './similarity-filter.ts'

export interface IndexAnswer {
  rows: Neighbour[]
  /** False where one of the indexes is not valid any more; then nothing was searched. */
  usable: boolean
  /** The index that Postgres read for it; null when it read none of these. */
  index: VectorIndexState | null
}

export interface IndexSearchOptions extends SearchOptions {
  /** Of one precision, not empty. */
  indexes: readonly VectorIndexState[]
  /** Goes on in the index until k rows are left, instead of looking at its first candidates only. */
  iterative: boolean
}

/** Limits that are part of the statement: the planner has to know them, and each other one would be prepared anew. */
const limits = [10, 20, 50, 100, 200]
// pgvector's default of 40 is below what a page may ask for; a candidate list of twice k keeps recall high.
const efSearchMin = 100
const efSearchMax = 1_000
/** Of an index whose lists are not known: pgvector's default. */
const listsDefault = 100

/**
 * Searches through an index, in one statement that also sets how (for itself alone), makes sure that the indexes are still valid, and tells
 * which one it read: by the backend's own count of index scans before and after, so it is what happened and not what was planned.
 */
export async function searchIndex(queryable: Queryable, options: IndexSearchOptions): Promise<IndexAnswer> {
  const { model, vector, k, excludedUserIds, filter, now, indexes } = options
  const precision = indexes[0]?.precision ?? 'vector'
  const limit = limits.find((count) => count >= k) ?? k
  const userId = 'embeddings.user_id'
  const rows = await queryable<Row[]>`
    with indexes as materialized (
      select indexrelid as oid, pg_stat_get_xact_numscans(indexrelid) as scans from pg_index
      where indexrelid = any(${indexes.map(({ oid }) => oid)}::oid[]) and indisvalid and indisready
    ),
    state as materialized (
      select ${queryLiteral(vector)}::vector as vector, count(*) = ${indexes.length}::int as usable,
        ${settings(queryable, options)} as settings
      from indexes
    )
    select nearest.user_id as "userId", nearest.address, nearest.distance, state.usable,
      ${statementOf(queryable, options)} as statement,
      (select oid::int8::float8 from indexes where pg_stat_get_xact_numscans(oid) > scans limit 1) as index
    from state
    left join lateral (
      select embeddings.user_id, wallet.address, embeddings.embedding <=> state.vector as distance
      from embeddings
      ${linkedWallet(queryable, userId)}
      ${isFiltering(filter) ? joinMatching(queryable, { filter, now, userId }) : queryable``}
      where state.usable and embeddings.model = ${model} and embeddings.user_id <> all(${[...excludedUserIds]}::uuid[])
      order by ${distanceBy(queryable, precision)}
      limit ${queryable.unsafe<[]>(String(limit))}
    ) nearest on true
    order by nearest.distance, nearest.user_id limit ${k}`
  const index = indexes.find(({ oid }) => oid === rows[0]?.index) ?? null
  const found = rows.flatMap(({ userId, address, statement, distance }) =>
    userId === null || address === null || distance === null ? [] : [{ userId, address, statement, distance }],
  )
  return { rows: found, usable: rows[0]?.usable ?? false, index }
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

/** What the identity of a row of `nearest` says, where that is asked for. */
export function statementOf(queryable: Queryable, { statements = false }: SearchOptions) {
  return statements ? queryable`(select statement from users where users.id = nearest.user_id)` : queryable`null::text`
}

/** How wide the index is searched. One expression, of no use but for what it does. */
function settings(queryable: Queryable, { k, efSearch, indexes, iterative }: IndexSearchOptions) {
  const [index] = indexes
  if (index?.method === 'ivfflat') {
    const probes = probesOf(Number(index.parameters.lists ?? listsDefault))
    const further = queryable`|| set_config('ivfflat.iterative_scan', 'relaxed_order', true)`
    return queryable`set_config('ivfflat.probes', ${String(probes)}, true) ${iterative ? further : queryable``}`
  }
  const width = efSearch ?? Math.min(efSearchMax, Math.max(efSearchMin, 2 * k))
  const further = queryable`|| set_config('hnsw.iterative_scan', 'relaxed_order', true)`
  return queryable`set_config('hnsw.ef_search', ${String(width)}, true) ${iterative ? further : queryable``}`
}

function distanceBy(queryable: Queryable, precision: VectorPrecision) {
  if (precision === 'vector') return queryable`embeddings.embedding <=> state.vector`
  // Of length one again: 16 bits hold no number as large as those of the literal.
  const type = queryable.unsafe<[]>(`halfvec(${embeddingDimensions})`)
  return queryable`embeddings.embedding::${type} <=> l2_normalize(state.vector)::${type}`
}

interface Row {
  userId: string | null
  address: string | null
  statement: string | null
  distance: number | null
  usable: boolean
  /** Its oid. */
  index: number | null
}
