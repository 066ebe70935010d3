import { hashEmbedder, syntheticIdentities } from '@aura-sign/identity'
import { beforeAll, describe, expect, it } from 'vitest'
import { ExactSearch, type SearchAnswer } from './exact-search.ts'

const options = { identities: 100, seed: 'test' }

describe('ExactSearch', () => {
  let search: ExactSearch
  const embedder = hashEmbedder()
  const identities = syntheticIdentities({ count: options.identities, seed: options.seed })
  beforeAll(async () => {
    search = await ExactSearch.prepare(embedder, options)
  })

  /** What a service that works answers. */
  const answer = async (text: string, k: number): Promise<SearchAnswer> => {
    const [query, ...vectors] = await embedder.embed([text, ...identities.map((identity) => identity.statement)])
    const results = identities.map(({ address }, at) => ({
      address,
      distance: 1 - (query?.reduce((sum, value, index) => sum + value * (vectors[at]?.[index] ?? 0), 0) ?? 0),
    }))
    return { results: results.sort((left, right) => left.distance - right.distance).slice(0, k), index: 'exact' }
  }
  const check = (change: (answer: SearchAnswer['results']) => SearchAnswer['results']) =>
    search.check(async (text, k) => {
      // As the site does when it is asked for a few more: the others are wallets of the drill.
      const { results, index } = await answer(text, k + 5)
      return { results: change(results), index }
    })

  it('accepts the exact neighbours, whoever else is among the results', async () => {
    const result = await check((results) => [{ address: '0xdrill', distance: 0 }, ...results])
    expect(result).toEqual({ ok: true, detail: '50 of 50 expected results by exact scan' })
  })

  it.each<[string, (results: SearchAnswer['results']) => SearchAnswer['results']]>([
    ['no results', () => []],
    ['too few results', (results) => results.slice(0, 9)],
    ['a nearest neighbour left out', (results) => results.slice(1)],
    ['a wrong distance', ([first, ...rest]) => (first ? [{ ...first, distance: first.distance + 0.01 }, ...rest] : [])],
    ['another order', (results) => [...results].reverse()],
  ])('refuses %s', async (_fault, change) => {
    expect(await check(change)).toMatchObject({ ok: false })
  })
})
