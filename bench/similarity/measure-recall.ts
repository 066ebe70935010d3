import type { Sql } from '../../packages/postgres/index.ts'
import type { SearchSite } from './open-search-site.ts'

/** Distances come from 32-bit numbers, in another order of adding. */
const tolerance = 1e-5
const k = 10

/** The share of the ten nearest that searches through HTTP find, the fewest rows that one answered, and what served them. */
export async function measureRecall(
  { sql, site }: { sql: Sql; site: SearchSite },
  options: { vectors: readonly number[][]; attester?: string },
): Promise<{ recall: number; rowsMin: number; indexes: string[] }> {
  const { vectors, attester } = options
  let found = 0
  let rowsMin = k
  const indexes = new Set<string>()
  for (const embedding of vectors) {
    const { results, index } = await site.search({
      embedding,
      k,
      ...(attester && { filter: { attestedBy: attester } }),
    })
    const farthest = await distanceOfTenth(sql, { embedding, ...(attester && { attester }) })
    found += results.filter(({ distance }) => distance <= farthest + tolerance).length
    rowsMin = Math.min(rowsMin, results.length)
    indexes.add(index)
  }
  return { recall: found / (vectors.length * k), rowsMin, indexes: [...indexes] }
}

/** By comparing all, with none of our own code. */
async function distanceOfTenth(
  sql: Sql,
  { embedding, attester }: { embedding: readonly number[]; attester?: string },
): Promise<number> {
  const [row] = await sql.begin('read only', async (transaction) => {
    await transaction`set local enable_indexscan = off`
    return await transaction<{ distance: number }[]>`
      select embedding <=> ${JSON.stringify(embedding)}::vector as distance from embeddings
      ${
        attester
          ? transaction`where user_id in (
              select wallets.user_id from wallets join attestations on recipient = address where attester = ${attester})`
          : transaction``
      }
      order by 1 offset ${k - 1} limit 1`
  })
  return row?.distance ?? Number.POSITIVE_INFINITY
}
