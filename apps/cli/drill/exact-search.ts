import { type Embedder, syntheticIdentities } from '@aura-sign/identity'

export interface SearchAnswer {
  /** Nearest first; addresses in EIP-55. */
  results: readonly { address: string; distance: number }[]
  index: string
}

const queryCount = 5
const resultCount = 10
// Vectors are stored as float4; a cosine distance computed from them agrees to about 1e-6.
const tolerance = 1e-4
// An approximate index may miss a neighbour now and then; one that is broken or half built misses most.
const recallMin = 0.95

interface ExactQuery {
  text: string
  /** Of every identity, by address. */
  distances: ReadonlyMap<string, number>
}

/** Knows the right answers of searches among seeded identities, computed here by comparing all of them. */
export class ExactSearch {
  readonly #queries: readonly ExactQuery[]
  readonly #resultCount: number

  private constructor(queries: readonly ExactQuery[], resultCount: number) {
    this.#queries = queries
    this.#resultCount = resultCount
  }

  static async prepare(embedder: Embedder, options: { identities: number; seed: string }): Promise<ExactSearch> {
    const identities = syntheticIdentities({ count: options.identities, seed: options.seed })
    const vectors = await embedder.embed(identities.map((identity) => identity.statement))
    const texts = syntheticIdentities({ count: queryCount, seed: `${options.seed}/query` }).map(
      ({ statement }) => statement,
    )
    const queryVectors = await embedder.embed(texts)
    const queries = texts.map((text, at) => {
      const distances = identities.map(
        ({ address }, index) => [address, cosineDistance(queryVectors[at], vectors[index])] as const,
      )
      return { text, distances: new Map(distances) }
    })
    return new ExactSearch(queries, Math.min(resultCount, options.identities))
  }

  /** Runs every query; wrong when a distance is, when the order is, or when too many neighbours are missing. */
  async check(search: (text: string, k: number) => Promise<SearchAnswer>): Promise<{ ok: boolean; detail: string }> {
    let found = 0
    let index = ''
    for (const { text, distances } of this.#queries) {
      const answer = await search(text, this.#resultCount)
      index = answer.index
      const results = answer.results.filter((result) => distances.has(result.address)).slice(0, this.#resultCount)
      const wrong = results.find(
        ({ address, distance }) => Math.abs(distance - (distances.get(address) ?? Number.NaN)) > tolerance,
      )
      if (wrong) return { ok: false, detail: `the distance ${wrong.distance} of ${wrong.address} is wrong` }
      if (results.some(({ distance }, at) => distance < (results[at - 1]?.distance ?? 0) - tolerance)) {
        return { ok: false, detail: 'results are not in order of distance' }
      }
      const farthest = [...distances.values()].sort((left, right) => left - right)[this.#resultCount - 1] ?? 0
      found += results.filter((result) => result.distance <= farthest + tolerance).length
    }
    const expected = this.#queries.length * this.#resultCount
    return { ok: found >= expected * recallMin, detail: `${found} of ${expected} expected results by ${index} scan` }
  }
}

/** Of normalised vectors. */
function cosineDistance(left: Float32Array | undefined, right: Float32Array | undefined): number {
  if (!left || !right) throw new Error('the embedder returned too few vectors')
  return 1 - left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0)
}
