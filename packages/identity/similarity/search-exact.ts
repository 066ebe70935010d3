import type { Queryable } from '@aura-sign/postgres'
import { queryLiteral } from './normalize-vector.ts'
import { linkedWallet, statementOf } from './search-index.ts'
import type { Neighbour, SearchOptions } from './search-options.ts'
import { filterMatches, isFiltering, matchingUsers } from './similarity-filter.ts'

/**
 * Searches by comparing with every identity that may be a result. With `matchesMax`, only where the filter lets so few through; null
 * where it lets more through. No index can serve this statement, whatever there is.
 */
export async function searchExact(
  queryable: Queryable,
  options: SearchOptions & { matchesMax?: number },
): Promise<Neighbour[] | null> {
  const { model, vector, k, excludedUserIds, filter, now, matchesMax } = options
  const filtering = isFiltering(filter)
  const bound = matchesMax === undefined ? queryable`` : queryable`limit ${matchesMax + 1}::bigint`
  const matches = filtering ? filterMatches(queryable, { filter, now }) : queryable`select null::uuid as user_id`
  const isMatching = filtering
    ? queryable`and embeddings.user_id in (${matchingUsers(queryable, filter)})`
    : queryable``
  const rows = await queryable<Row[]>`
    with matches as materialized (${matches} ${bound}),
    state as materialized (
      select ${queryLiteral(vector)}::vector as vector, count(*) > ${matchesMax ?? null}::bigint as "tooMany" from matches
    )
    select nearest.user_id as "userId", nearest.address, nearest.distance,
      ${statementOf(queryable, options)} as statement,
      state."tooMany"
    from state
    left join lateral (
      select compared.user_id, wallet.address, compared.distance
      from (
        -- Plus nothing: an expression that no index is of.
        select embeddings.user_id, (embeddings.embedding <=> state.vector) + 0 as distance
        from embeddings
        where state."tooMany" is not true and embeddings.model = ${model}
          and embeddings.user_id <> all(${[...excludedUserIds]}::uuid[]) ${isMatching}
        order by distance
      ) compared
      ${linkedWallet(queryable, 'compared.user_id')}
      order by compared.distance limit ${k}
    ) nearest on true
    order by nearest.distance, nearest.user_id`
  if (rows[0]?.tooMany) return null
  return rows.flatMap(({ userId, address, statement, distance }) =>
    userId === null || address === null || distance === null ? [] : [{ userId, address, statement, distance }],
  )
}

interface Row {
  userId: string | null
  address: string | null
  statement: string | null
  distance: number | null
  tooMany: boolean | null
}
