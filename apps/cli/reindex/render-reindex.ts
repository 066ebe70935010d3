import type { VectorIndexSettings } from '@aura-sign/postgres'
import type { ReindexPlan, ReindexResult } from '@aura-sign/recovery'
import { formatBytes, formatCount } from '../progress/format-quantity.ts'

const modes = {
  concurrent: 'beside searches and writes, which go on',
  offline: 'offline: searches go on, writes of embeddings wait',
  exclusive: 'alone: searches and writes wait',
}

/** The plan for people. */
export function renderReindexPlan(plan: ReindexPlan): string {
  const { replaces, leftovers, diskFreeBytes } = plan
  const free = diskFreeBytes === null ? '' : `, ${formatBytes(diskFreeBytes)} free`
  const lines = [
    `database: ${plan.database}, ${formatCount(plan.rows)} vectors of ${plan.dimensions} dimensions`,
    `build:    ${describe(plan.index)}`,
    `how:      ${modes[plan.mode]}`,
    `instead:  ${replaces ? `of ${replaces.name}, ${replaces.method}, ${formatBytes(replaces.sizeBytes)}${replaces.valid ? '' : ', not valid'}` : 'of none'}`,
    `memory:   ${formatBytes(plan.memoryBytes)} of the ${formatBytes(plan.memoryNeededBytes)} that it needs, ${plan.workers + 1} processes`,
    `size:     about ${formatBytes(plan.sizeEstimateBytes)}${free}`,
    ...leftovers.map(
      ({ name, action }) => `left:     ${name}: ${action === 'finish' ? 'is whole, goes on with it' : 'is removed'}`,
    ),
    ...plan.notes.map((note) => `note:     ${note}`),
  ]
  return `${lines.join('\n')}\n`
}

/** What came of it, for people. */
export function renderReindexResult(result: ReindexResult & { enqueued: number }): string {
  const { recallBefore, recallAfter, sizeBytesBefore, sizeBytesAfter, ok } = result
  const before = sizeBytesBefore === null ? 'none' : formatBytes(sizeBytesBefore)
  const lines = [
    `recall:   ${share(recallBefore)} before, ${share(recallAfter)} now`,
    `size:     ${before} before, ${formatBytes(sizeBytesAfter)} now`,
    ...(result.enqueued > 0 ? [`queued:   ${formatCount(result.enqueued)} vectors that workers compute`] : []),
    ok ? 'the new index serves' : 'the new index serves, and finds less than VECTOR_RECALL_MIN: "./aura vectors check"',
  ]
  return `${lines.join('\n')}\n`
}

function describe(index: VectorIndexSettings): string {
  const parameters =
    index.method === 'hnsw' ? `m ${index.m}, ef_construction ${index.efConstruction}` : `lists ${index.lists}`
  return `${index.method} of ${index.precision} (${parameters})`
}

function share(recall: number | null): string {
  return recall === null ? 'not measured' : recall.toFixed(4)
}
