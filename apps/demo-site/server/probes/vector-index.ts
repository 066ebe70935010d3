import { isServing, readVectorIndexes, type Sql } from '@aura-sign/postgres'
import type { Probe } from '../site-services.ts'

/** Whether similarity searches have an index to go through. Without one they are right, and slower. */
export function vectorIndexProbe(sql: Sql): Probe {
  return {
    name: 'vectors',
    critical: false,
    async check() {
      const indexes = await readVectorIndexes(sql)
      if (indexes.some(isServing)) return { status: 'ok' }
      const found = indexes.map(({ name, valid }) => `${name} ${valid ? 'orders by another distance' : 'is not valid'}`)
      const why = found.length > 0 ? found.join(', ') : 'there is no vector index'
      return { status: 'degraded', detail: `${why}; searches compare all vectors` }
    },
  }
}
