import { isServing, readVectorIndexes, type Sql, type VectorIndexState } from '@aura-sign/postgres'
import { runExactScan } from './exact-scans.ts'
import { searchExact } from './search-exact.ts'
import { type IndexAnswer, type IndexSearchOptions, searchIndex } from './search-index.ts'
import type { Neighbour, SearchOptions } from './search-options.ts'
import { isFiltering } from './similarity-filter.ts'
import { isUnreadable, rememberReadable, rememberUnreadable } from './unreadable-index.ts'

export type VectorIndex = 'hnsw' | 'ivfflat' | 'exact'

interface Nearest {
  rows: Neighbour[]
  /** What found them. */
  index: VectorIndex
}

/**
 * Of a filter that lets no more through, all are compared: exact, and about as fast as an index scan that
 * would have to pass by a hundred rows for each that counts.
 */
const exactMatchesMaxDefault = 2_000

/**
 * The k nearest by cosine distance, and how they were found. A selective filter is answered exactly; everything else through the index;
 * and exactly again where there is no index that is valid, or where it gave fewer than k:
 * few at a time, and `similarity_overloaded` is thrown where too many wait.
 */
export async function nearestNeighbours(sql: Sql, options: SearchOptions): Promise<Nearest> {
  const filtering = isFiltering(options.filter)
  if (filtering) {
    const rows = await searchExact(sql, { ...options, matchesMax: options.exactMatchesMax ?? exactMatchesMaxDefault })
    if (rows) return { rows, index: 'exact' }
  }
  // Without a filter the first candidates are nearly always enough; going on costs even where it is not needed.
  for (const iterative of filtering ? [true] : [false, true]) {
    const nearest = await searchAnyIndex(sql, options, iterative)
    if (nearest === null) break
    if (nearest.rows.length >= options.k || nearest.index === 'exact') return nearest
  }
  return { rows: (await runExactScan(sql, () => searchExact(sql, options))) ?? [], index: 'exact' }
}

/** The indexes that served a pool last. Only a guess, which each search checks. */
const indexesInUse = new WeakMap<Sql, readonly VectorIndexState[]>()

/** Null where no index serves. */
async function searchAnyIndex(sql: Sql, options: SearchOptions, iterative: boolean): Promise<Nearest | null> {
  const known = indexesInUse.get(sql) ?? []
  const answer = known.length > 0 ? await trySearch(sql, { ...options, indexes: known, iterative }) : null
  if (answer?.usable && answer.index) return { rows: answer.rows, index: answer.index.method }
  const serving = await servingIndexes(sql)
  indexesInUse.set(sql, serving)
  if (serving.length === 0) return null
  // Valid, the same, and not read: the planner rather compares all rows, as it does where they are few.
  if (answer?.usable && sameIndexes(known, serving)) return { rows: answer.rows, index: 'exact' }
  const second = await trySearch(sql, { ...options, indexes: serving, iterative })
  return second.usable ? { rows: second.rows, index: second.index?.method ?? 'exact' } : null
}

/** With an index whose file is damaged: not usable, so that all vectors are compared instead, which takes no page of it. */
async function trySearch(sql: Sql, options: IndexSearchOptions): Promise<IndexAnswer> {
  try {
    const answer = await searchIndex(sql, options)
    if (answer.index) rememberReadable(sql)
    return answer
  } catch (error) {
    if (!isUnreadable(error)) throw error
    rememberUnreadable(sql, error)
    return { rows: [], usable: false, index: null }
  }
}

/** Those of one precision: a statement can be about one only. */
async function servingIndexes(sql: Sql): Promise<VectorIndexState[]> {
  const serving = (await readVectorIndexes(sql)).filter(isServing)
  return serving.filter(({ precision }) => precision === serving[0]?.precision)
}

function sameIndexes(left: readonly VectorIndexState[], right: readonly VectorIndexState[]): boolean {
  return left.length === right.length && left.every(({ oid }) => right.some((other) => other.oid === oid))
}
