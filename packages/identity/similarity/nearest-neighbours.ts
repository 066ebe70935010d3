import type { Sql, VectorPrecision } from '@aura-sign/postgres'
import { searchExact } from './search-exact.ts'
import { type IndexAnswer, searchIndex } from './search-index.ts'
import type { Neighbour, SearchOptions } from './search-options.ts'
import { isFiltering } from './similarity-filter.ts'

export type VectorIndex = 'hnsw' | 'ivfflat' | 'exact'

/**
 * Of a filter that lets no more through, all are compared: exact, and about as fast as an index scan that
 * would have to pass by a hundred rows for each that counts.
 */
const exactMatchesMax = 2_000

/**
 * The k nearest by cosine distance, and how they were found. A selective filter is answered exactly; everything else through the index;
 * and exactly again where there is no index that is valid, or where it gave fewer than k.
 */
export async function nearestNeighbours(
  sql: Sql,
  options: SearchOptions,
): Promise<{ rows: Neighbour[]; index: VectorIndex }> {
  if (isFiltering(options.filter)) {
    const rows = await searchExact(sql, { ...options, matchesMax: exactMatchesMax })
    if (rows) return { rows, index: 'exact' }
  }
  const answer = await searchAnyIndex(sql, options)
  if (answer.usable && (answer.rows.length >= options.k || answer.method === null)) {
    return { rows: answer.rows, index: answer.method ?? 'exact' }
  }
  return { rows: (await searchExact(sql, options)) ?? [], index: 'exact' }
}

/** Which index served a pool last. Only a guess: each answer says whether it holds. */
const precisionGuesses = new WeakMap<Sql, VectorPrecision>()

async function searchAnyIndex(sql: Sql, options: SearchOptions): Promise<IndexAnswer> {
  const precision = precisionGuesses.get(sql) ?? 'vector'
  const answer = await searchIndex(sql, { ...options, precision })
  const [other] = answer.precisions
  if (answer.usable || other === undefined) return answer
  precisionGuesses.set(sql, other)
  return await searchIndex(sql, { ...options, precision: other })
}
