import type { VectorCheck, VectorFaults } from '@aura-sign/identity'
import type { VectorIndexSettings, VectorIndexState } from '@aura-sign/postgres'
import { indexSizeBytes } from '@aura-sign/recovery'
import type { VectorReport } from './vector-report.ts'

/** Lists of ivfflat this many times too few or too many are worth building anew. */
const listsFactorMax = 4
/** What pgvector takes where an index says nothing. */
const defaults: Readonly<Record<string, string>> = { m: '16', ef_construction: '64', lists: '100' }

/** An index of several times the size that its rows need holds mostly what was deleted. Below this nobody gains by it. */
const bloatFactorMax = 3
const bloatBytesMin = 64 * 1_048_576

/**
 * Judges a check: to be rebuilt without an index that serves, below the recall, or where it has grown far beyond its rows; degraded where vectors are missing or
 * cannot be found. An index built otherwise than configured is only told.
 */
export function judgeVectors(
  check: VectorCheck & VectorFaults,
  options: { configured: VectorIndexSettings; recallMin: number; dimensions: number },
): VectorReport {
  const { configured, recallMin, dimensions } = options
  const { index, recall, missing, underWay, unreadable } = check
  const bloat = index === null ? null : bloatOf(index, { ...check, dimensions })
  const rebuild = [
    ...(unreadable !== null
      ? [`the index cannot be read: ${unreadable}`]
      : index === null
        ? [withoutIndex(check.indexes)]
        : []),
    ...(recall !== null && recall < recallMin
      ? [`recall is below ${recallMin}: build the index anew${index?.method === 'ivfflat' ? ', better as hnsw' : ''}`]
      : []),
    ...(bloat !== null && bloat.sizeBytes > Math.max(bloatBytesMin, bloatFactorMax * bloat.expectedBytes)
      ? [`the index is ${(bloat.sizeBytes / bloat.expectedBytes).toFixed(1)} times the size that its rows need`]
      : []),
  ]
  const degraded = [
    ...(missing > underWay ? [withoutVectors(check)] : []),
    ...(check.zero + check.null > 0
      ? [
          `${check.zero + check.null} vectors have no direction: no search finds them until a worker has computed them again`,
        ]
      : []),
  ]
  const notes = [
    ...(check.foreign > 0 ? [`${check.foreign} vectors are of another model than ${check.model}`] : []),
    ...(index === null ? [] : differences(index, configured)),
  ]
  const faults = [...rebuild, ...degraded]
  const verdict = rebuild.length > 0 ? 'rebuild' : degraded.length > 0 ? 'degraded' : 'ok'
  return { ...check, configured, recallMin, bloat, verdict, ok: faults.length === 0, findings: [...faults, ...notes] }
}

function bloatOf(
  { method, precision, parameters, sizeBytes }: VectorIndexState,
  { rows, foreign, dimensions }: { rows: number; foreign: number; dimensions: number },
): { sizeBytes: number; expectedBytes: number } {
  const of = (name: string) => Number(parameters[name] ?? defaults[name])
  const built: VectorIndexSettings =
    method === 'hnsw'
      ? { method, precision: precision ?? 'vector', m: of('m'), efConstruction: of('ef_construction') }
      : { method, precision: precision ?? 'vector', lists: of('lists') }
  return { sizeBytes, expectedBytes: indexSizeBytes({ rows: rows + foreign, dimensions, index: built }) }
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
