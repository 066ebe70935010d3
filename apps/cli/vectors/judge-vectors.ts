import type { VectorCheck } from '@aura-sign/identity'
import type { VectorIndexSettings, VectorIndexState } from '@aura-sign/postgres'
import type { VectorReport } from './vector-report.ts'

/** Lists of ivfflat this many times too few or too many are worth building anew. */
const listsFactorMax = 4
/** What pgvector takes where an index says nothing. */
const defaults: Readonly<Record<string, string>> = { m: '16', ef_construction: '64', lists: '100' }

/** Judges a check: not ok without an index that serves, below the recall, or where vectors are missing; an index built otherwise than configured is only told. */
export function judgeVectors(
  check: VectorCheck,
  options: { configured: VectorIndexSettings; recallMin: number },
): VectorReport {
  const { configured, recallMin } = options
  const { index, recall, missing, underWay } = check
  const faults = [
    ...(index === null ? [withoutIndex(check.indexes)] : []),
    ...(recall !== null && recall < recallMin
      ? [`recall is below ${recallMin}: build the index anew${index?.method === 'ivfflat' ? ', better as hnsw' : ''}`]
      : []),
    ...(missing > underWay ? [withoutVectors(check)] : []),
  ]
  const others = index === null ? [] : differences(index, configured)
  return { ...check, configured, recallMin, ok: faults.length === 0, findings: [...faults, ...others] }
}

function withoutIndex(indexes: readonly VectorIndexState[]): string {
  const serving = 'searches compare all vectors, right and slow, until one is built'
  if (indexes.length === 0) return `there is no vector index: ${serving}`
  const states = indexes.map(({ name, valid }) => `${name} ${valid ? 'orders by another distance' : 'is not valid'}`)
  return `${states.join(', ')}: ${serving}`
}

function withoutVectors({ model, rows, missing }: VectorCheck): string {
  return `${missing} of ${rows + missing} identities have no vector of ${model}: no search finds them until a worker has computed it`
}

function differences(index: VectorIndexState, configured: VectorIndexSettings): string[] {
  const built = (name: string) => Number(index.parameters[name] ?? defaults[name])
  const found: string[] = []
  const add = (name: string, is: string | number, asked: string | number) =>
    found.push(`${index.name} was built with ${name} ${is}, and ${asked} is configured`)
  if (index.method !== configured.method) add('method', index.method, configured.method)
  if (index.precision !== configured.precision) add('precision', String(index.precision), configured.precision)
  if (index.method !== configured.method) return found
  if (configured.method === 'hnsw') {
    if (built('m') !== configured.m) add('m', built('m'), configured.m)
    if (built('ef_construction') !== configured.efConstruction)
      add('ef_construction', built('ef_construction'), configured.efConstruction)
  } else {
    const factor = built('lists') / configured.lists
    if (factor > listsFactorMax || factor < 1 / listsFactorMax) add('lists', built('lists'), configured.lists)
  }
  return found
}
