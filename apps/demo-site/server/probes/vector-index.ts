import type { Clock } from '@aura-sign/core'
import { countMissingEmbeddings, type MissingEmbeddings, unreadableIndex } from '@aura-sign/identity'
import { isServing, readVectorIndexes, type Sql, type VectorIndexState } from '@aura-sign/postgres'
import type { Probe } from '../site-services.ts'

/** Counting may take a twentieth of the time: of many identities the number is as old as that makes it. */
const countShareMax = 0.05

/** Whether similarity searches have an index to go through, and find everybody: without a vector of this model one is in no answer. */
export function vectorIndexProbe(sql: Sql, { model, clock }: { model: string; clock: Clock }): Probe {
  const count = countSeldom(() => countMissingEmbeddings(sql, { model, now: clock.now() }), clock)
  return {
    name: 'vectors',
    critical: false,
    async check() {
      const [indexes, { present, missing, underWay }] = await Promise.all([readVectorIndexes(sql), count()])
      const faults = [
        ...(indexes.some(isServing) ? unreadable(sql) : [withoutIndex(indexes)]),
        ...(missing > underWay ? [`${missing} of ${present + missing} identities have no vector of ${model} yet`] : []),
      ]
      return faults.length > 0 ? { status: 'degraded', detail: faults.join('; ') } : { status: 'ok' }
    },
  }
}

/** As the last search found it: the catalog knows nothing of damaged files. */
function unreadable(sql: Sql): string[] {
  const why = unreadableIndex(sql)
  return why === null ? [] : [`the vector index cannot be read (${why}); searches compare all vectors`]
}

function withoutIndex(indexes: readonly VectorIndexState[]): string {
  const found = indexes.map(({ name, valid }) => `${name} ${valid ? 'orders by another distance' : 'is not valid'}`)
  const why = found.length > 0 ? found.join(', ') : 'there is no vector index'
  return `${why}; searches compare all vectors`
}

function countSeldom(count: () => Promise<MissingEmbeddings>, clock: Clock): () => Promise<MissingEmbeddings> {
  let counting: Promise<MissingEmbeddings> | null = null
  let validUntilMs = 0
  return async () => {
    if (counting && clock.monotonicMs() < validUntilMs) return await counting
    const startedMs = clock.monotonicMs()
    // Until it has ended, whoever asks waits for this one.
    validUntilMs = Number.POSITIVE_INFINITY
    counting = count()
    try {
      return await counting
    } finally {
      const tookMs = clock.monotonicMs() - startedMs
      validUntilMs = startedMs + tookMs / countShareMax
    }
  }
}
