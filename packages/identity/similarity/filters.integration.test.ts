import { chooseVectorIndex, vectorIndexStatement } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomSource } from '../seed/random-source.ts'
import { findSimilar } from './find-similar.ts'
import { hashEmbedder } from './hash-embedder.ts'
import { nearestNeighbours } from './nearest-neighbours.ts'
import type { SearchOptions } from './search-options.ts'
import type { SimilarityFilter } from './similarity-filter.ts'
import {
  attesters,
  chainIds,
  compareAll,
  type FilteredIdentity,
  insertFiltered,
  schemas,
} from './testing/filtered-identities.ts'

const embedder = hashEmbedder()
const { model } = embedder
const now = new Date('2026-06-01T00:00:00Z')
const count = 400
const seeds = Array.from({ length: 40 }, (_, number) => `filter ${number}`)
const tolerance = 1e-5

let database: TestDatabase
let identities: FilteredIdentity[] = []
beforeAll(async () => {
  database = await startTestDatabase()
  identities = await insertFiltered(database.sql, embedder, { count, seed: 'identities', now })
  await database.sql`analyze`
})
afterAll(() => database?.close())

interface Case {
  filter: SimilarityFilter
  search: SearchOptions
  wanted: { address: string; distance: number }[]
}

/** A filter, a vector, k and who is left out, drawn by a seed. */
function caseOf(seed: string): Case {
  const { integer, pick } = randomSource(seed)
  const chance = (share: number) => integer(1_000_000) < share * 1_000_000
  const filter: SimilarityFilter = {
    ...(chance(0.5) && { attestedBy: pick(attesters) }),
    ...(chance(0.3) && { schema: pick(schemas) }),
    ...(chance(0.3) && { chainId: pick(chainIds) }),
    ...(chance(0.4) && { createdSince: new Date(now.getTime() - integer(90) * 24 * 3_600_000) }),
  }
  const vector = pick(identities).vector
  const excludedUserIds = [pick(identities).userId, pick(identities).userId]
  const k = pick([1, 5, 10, 37, 200])
  const search: SearchOptions = { model, vector, k, excludedUserIds, filter, now }
  return { filter, search, wanted: compareAll(identities, { vector, filter, model, excludedUserIds, now }) }
}

/** Finds fault with an answer; `missesMax` of the nearest may be others that match. */
async function judge({ search, wanted }: Case, missesMax: number): Promise<string[]> {
  const { rows } = await nearestNeighbours(database.sql, search)
  const distances = new Map(wanted.map(({ address, distance }) => [address, distance]))
  const nearest = wanted.slice(0, search.k)
  const farthest = (nearest.at(-1)?.distance ?? 0) + tolerance
  const misses = rows.filter(({ distance }) => distance > farthest).length
  return [
    ...(rows.length === nearest.length ? [] : [`${rows.length} rows instead of ${nearest.length}`]),
    ...rows
      .filter(({ address, distance }) => !(Math.abs(distance - (distances.get(address) ?? Number.NaN)) < tolerance))
      .map(({ address }) => `${address} does not match, or is at another distance`),
    ...(rows.some(({ distance }, at) => distance < (rows[at - 1]?.distance ?? -1)) ? ['not in order'] : []),
    ...(misses > missesMax ? [`${misses} of ${nearest.length} are not among the nearest`] : []),
  ]
}

const settings = { VECTOR_INDEX_PRECISION: 'vector', VECTOR_INDEX_M: 16, VECTOR_INDEX_EF_CONSTRUCTION: 64 } as const
const indexes = {
  hnsw: { ...settings, VECTOR_INDEX: 'hnsw' },
  'hnsw of halfvec': { ...settings, VECTOR_INDEX: 'hnsw', VECTOR_INDEX_PRECISION: 'halfvec' },
  ivfflat: { ...settings, VECTOR_INDEX: 'ivfflat', VECTOR_INDEX_LISTS: 4 },
} as const

describe('nearestNeighbours under a filter', () => {
  it('finds exactly what comparing all finds, for selective filters', async () => {
    const faults: string[] = []
    for (const seed of seeds) faults.push(...(await judge(caseOf(seed), 0)).map((fault) => `${seed}: ${fault}`))
    expect(faults).toEqual([])
  })

  it.each(Object.entries(indexes))('brings k rows that match through %s, whenever k match', async (name, config) => {
    // Half of so few lists are read, drawn anew at each build: how near what it finds is, larger ones can tell.
    const missesShareMax = name === 'ivfflat' ? 1 : 0.1
    await database.sql`drop index embeddings_embedding_idx`
    await database.sql.unsafe(vectorIndexStatement(chooseVectorIndex(config, { rows: count })))
    const faults: string[] = []
    for (const seed of seeds) {
      const drawn = caseOf(seed)
      // None is selective: the index answers as long as it finds enough.
      const search = { ...drawn.search, exactMatchesMax: 0 }
      const found = await judge({ ...drawn, search }, Math.ceil(drawn.search.k * missesShareMax))
      faults.push(...found.map((fault) => `${seed}: ${fault}`))
    }
    expect(faults).toEqual([])
  })

  it('is answered by the index that there is, and by comparing all where the filter is selective', async () => {
    const search: SearchOptions = { ...caseOf('any').search, k: 10, filter: { createdSince: new Date(0) } }
    const answers = []
    for (const [name, config] of Object.entries(indexes)) {
      await database.sql`drop index embeddings_embedding_idx`
      await database.sql.unsafe(vectorIndexStatement(chooseVectorIndex(config, { rows: count })))
      const { index } = await nearestNeighbours(database.sql, { ...search, exactMatchesMax: 0 })
      answers.push([name, index, (await nearestNeighbours(database.sql, search)).index])
    }
    expect(answers).toEqual([
      ['hnsw', 'hnsw', 'exact'],
      ['hnsw of halfvec', 'hnsw', 'exact'],
      ['ivfflat', 'ivfflat', 'exact'],
    ])
  })

  it('compares all where the index has nothing near that matches', async () => {
    const drawn = caseOf('any')
    const far = compareAll(identities, { ...drawn.search, filter: {} }).at(-1)?.address
    const [{ userId = '' } = {}] = identities.filter(({ address }) => address === far)
    await database.sql`update users set created_at = '2030-01-01' where id = ${userId}`
    const search = { ...drawn.search, k: 10, exactMatchesMax: 0, filter: { createdSince: new Date('2029-01-01') } }
    const { rows, index } = await nearestNeighbours(database.sql, search)
    expect([rows.map(({ address }) => address), index]).toEqual([[far], 'exact'])
  })
})

describe('findSimilar', () => {
  it('leaves out what is less similar than asked', async () => {
    const [identity] = identities.filter((one) => one.model === model && one.hasWallet)
    const query = { address: identity?.address ?? '' }
    const all = await findSimilar(database.sql, embedder, { query, k: 50, now })
    const similarities = all.ok ? all.results.map(({ distance }) => 1 - distance) : []
    const minSimilarity = similarities[7] ?? Number.NaN
    const near = await findSimilar(database.sql, embedder, { query, k: 50, now, minSimilarity })
    expect(near.ok ? near.results.length : near).toBe(similarities.filter((value) => value >= minSimilarity).length)
    expect(await findSimilar(database.sql, embedder, { query, k: 50, now, minSimilarity: 1 })).toMatchObject({
      results: [],
    })
  })

  it('names who attested to both, and nobody whose attestation is revoked or has expired', async () => {
    const own = (one: FilteredIdentity) =>
      new Set(
        one.attestations
          .filter(({ revoked, expiresAt }) => !revoked && (expiresAt === null || expiresAt > now))
          .map(({ attester }) => attester),
      )
    const [identity] = identities.filter((one) => one.model === model && one.hasWallet && own(one).size >= 2)
    if (!identity) throw new Error('nobody has two attesters')
    const answer = await findSimilar(database.sql, embedder, { query: { address: identity.address }, k: 200, now })
    const named = answer.ok
      ? answer.results.map(({ address, reasons }) => [
          address.toLowerCase(),
          reasons
            .flatMap((reason) => (reason.kind === 'shared-attesters' ? reason.attesters : []))
            .map((one) => one.toLowerCase())
            .sort(),
        ])
      : []
    const wanted = named.map(([address]) => {
      const other = identities.find((one) => one.address === address)
      return [address, other ? [...own(other).intersection(own(identity))].sort() : []]
    })
    expect(named).toEqual(wanted)
    expect(named.some(([, list]) => (list?.length ?? 0) > 0)).toBe(true)
  })
})
