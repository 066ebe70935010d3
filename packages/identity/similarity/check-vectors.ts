import { randomUUID } from 'node:crypto'
import { isServing, readVectorIndexes, type Sql, type VectorIndexState } from '@aura-sign/postgres'
import { countMissingEmbeddings } from './count-missing-embeddings.ts'
import { searchExact } from './search-exact.ts'
import { type IndexSearchOptions, searchIndex } from './search-index.ts'
import type { Neighbour } from './search-options.ts'
import { isUnreadable } from './unreadable-index.ts'

export interface VectorCheck {
  model: string
  /** Vectors of this model. */
  rows: number
  /** Identities that should have one and have none. */
  missing: number
  /** Of the missing: queued in the last minute. */
  underWay: number
  /** What searches go through; null: they compare all. */
  index: VectorIndexState | null
  /** All vector indexes that there are, also those that serve nobody. */
  indexes: VectorIndexState[]
  /** Searches that were compared. */
  sample: number
  /** Share of the ten nearest that the index finds, 0 to 1; null where there is no index, or nothing to search. */
  recall: number | null
  /** Why the index cannot be read, in Postgres' words: its file is damaged, and searches compare all vectors. Else null. */
  unreadable: string | null
  /** Milliseconds of a search in the sample, the middle one; null where nothing was measured. */
  latency: { indexMs: number; exactMs: number } | null
}

export const recallDepth = 10
// Both distances come from 32-bit numbers, added in another order.
const tolerance = 1e-5

/**
 * Compares what the index finds with what comparing all vectors finds, for identities drawn at random: the ten nearest to each, itself left
 * out, as a search by its address has them. Each takes two searches, one of them exact.
 */
export async function checkVectors(
  sql: Sql,
  options: {
    model: string
    sample: number
    now: Date
    signal?: AbortSignal
    /** Of the index that is compared, where there are several; what Postgres answers through another one does not count. */
    indexName?: string
    /** Draws the same identities each time, so that two indexes are compared by the same searches. */
    seed?: string
  },
): Promise<VectorCheck> {
  const { model, sample, now, signal, indexName } = options
  const indexes = await readVectorIndexes(sql)
  const index = indexes.find((one) => isServing(one) && (indexName === undefined || one.name === indexName)) ?? null
  const { present: rows, missing, underWay } = await countMissingEmbeddings(sql, { model, now })
  const state = { model, rows, missing, underWay, index, indexes }
  const unmeasured = { ...state, sample: 0, recall: null, latency: null }
  if (index === null) return { ...unmeasured, unreadable: null }
  const drawn = await drawQueries(sql, { model, sample, seed: options.seed ?? randomUUID() })
  let found = 0
  let wanted = 0
  const indexMs: number[] = []
  const exactMs: number[] = []
  for (const { userId, vector } of drawn) {
    if (signal?.aborted) break
    const search = { model, vector, k: recallDepth, excludedUserIds: [userId], now }
    const startedMs = performance.now()
    const exact = (await searchExact(sql, search)) ?? []
    const comparedMs = performance.now()
    const approximate = await tryIndex(sql, { ...search, indexes: [index], iterative: false })
    if (approximate instanceof Error) return { ...unmeasured, index: null, unreadable: approximate.message }
    if (approximate === null) continue
    exactMs.push(comparedMs - startedMs)
    indexMs.push(performance.now() - comparedMs)
    const farthest = (exact.at(-1)?.distance ?? 0) + tolerance
    found += Math.min(exact.length, approximate.filter(({ distance }) => distance <= farthest).length)
    wanted += exact.length
  }
  const latency = indexMs.length > 0 ? { indexMs: middle(indexMs), exactMs: middle(exactMs) } : null
  return { ...state, sample: indexMs.length, recall: wanted > 0 ? found / wanted : null, unreadable: null, latency }
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[numbers.length >> 1] ?? 0
}

/** An error where its file is damaged. */
async function tryIndex(sql: Sql, options: IndexSearchOptions): Promise<Neighbour[] | null | Error> {
  try {
    return await searchByIndex(sql, options)
  } catch (error) {
    if (isUnreadable(error)) return error
    throw error
  }
}

async function drawQueries(
  sql: Sql,
  { model, sample, seed }: { model: string; sample: number; seed: string },
): Promise<{ userId: string; vector: Float32Array }[]> {
  const rows = await sql<{ user_id: string; embedding: string }[]>`
    select user_id, embedding::text from embeddings where model = ${model}
      and user_id in (select user_id from embeddings where model = ${model} 
        order by md5(user_id::text || ${seed}) limit ${sample})`
  return rows.map(({ user_id, embedding }) => ({
    userId: user_id,
    vector: Float32Array.from(embedding.slice(1, -1).split(','), Number),
  }))
}

/** On a small table the planner compares all, which says nothing about the index. Null where it does so in spite of all. */
async function searchByIndex(sql: Sql, options: IndexSearchOptions): Promise<Neighbour[] | null> {
  return await sql.begin('read only', async (transaction) => {
    await transaction`
      select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
        set_config('enable_sort', 'off', true), set_config('jit', 'off', true)`
    const { rows, index } = await searchIndex(transaction, options)
    return index ? rows : null
  })
}
