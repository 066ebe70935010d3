import type { VectorIndexSettings, VectorIndexState } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import { newIndexName, retiredIndexName } from './index-names.ts'
import { indexSizeBytes, planReindex, type ReindexMachine } from './plan-reindex.ts'
import type { ReindexFacts } from './read-reindex-facts.ts'

const mebibyte = 1_048_576
const index: VectorIndexSettings = { method: 'hnsw', precision: 'vector', m: 16, efConstruction: 64 }
const facts: ReindexFacts = {
  ...{ database: 'aura', rows: 50_000, dimensions: 384, indexes: [], isEmbedded: false, workersMax: 8 },
  ...{ maintenanceMemoryBytes: 64 * mebibyte, sharedBuffersBytes: 128 * mebibyte },
  ...{ sharedMemoryType: 'posix', dataDirectory: '/data' },
}
const machine: ReindexMachine = {
  ...{ memoryBytes: 8_192 * mebibyte, cores: 4, diskFreeBytes: 9e9, sharedMemoryFreeBytes: 4_096 * mebibyte },
}
const plan = (changes: Partial<ReindexFacts> = {}, on: ReindexMachine | null = machine, offline = false) =>
  planReindex({ ...facts, ...changes }, { index, offline, machine: on })
const state = (changes: Partial<VectorIndexState>): VectorIndexState => ({
  ...{ oid: 1, name: newIndexName, method: 'hnsw', precision: 'vector', valid: true, sizeBytes: 1 },
  ...{ parameters: { m: '16', ef_construction: '64' } },
  ...changes,
})

describe('planReindex', () => {
  it('takes the memory that the whole graph needs, and one process a core', () => {
    const planned = plan()
    expect(planned.memoryBytes).toBe(planned.memoryNeededBytes)
    expect(planned).toMatchObject({ mode: 'concurrent', workers: 3, notes: [] })
  })

  it('never takes more than half of the machine, nor less than the server has anyway, and says what that costs', () => {
    const small = plan({}, { ...machine, memoryBytes: 100 * mebibyte })
    expect(small.memoryBytes).toBe(64 * mebibyte)
    expect(small.notes.join()).toMatch(/needs 96 MiB of memory and gets 64 MiB/)
  })

  it('takes a server elsewhere by its own settings, and says that its disk cannot be seen', () => {
    const remote = plan({ rows: 1_000_000 }, null)
    expect(remote).toMatchObject({ memoryBytes: 128 * mebibyte, diskFreeBytes: null })
    expect(remote.notes.join()).toMatch(/disk the server has left cannot be seen/)
  })

  it('builds with one process where shared memory is too small for more, and says so', () => {
    const container = plan({}, { ...machine, sharedMemoryFreeBytes: 64 * mebibyte })
    expect([container.workers, container.notes.join()]).toEqual([0, expect.stringContaining('/dev/shm has 64 MiB')])
  })

  it('is honest about who waits', () => {
    expect(plan({ isEmbedded: true })).toMatchObject({ mode: 'exclusive', workers: 0 })
    expect(plan({}, machine, true)).toMatchObject({ mode: 'offline' })
    expect(plan({}, machine, true).notes.join()).toContain('writes of embeddings wait')
  })

  it.each<[string, VectorIndexState, string[]]>([
    ['finishes one that is whole and as wanted', state({}), ['finish']],
    ['removes one that is not valid', state({ valid: false }), ['remove']],
    ['removes one of other parameters', state({ parameters: { m: '8', ef_construction: '64' } }), ['remove']],
    ['removes one of another precision', state({ precision: 'halfvec' }), ['remove']],
    ['removes the one that was replaced', state({ name: retiredIndexName }), ['remove']],
    ["leaves somebody else's", state({ name: 'embeddings_embedding_idx_ccnew', valid: false }), []],
  ])('%s', (_, left, actions) => {
    expect(plan({ indexes: [left] }).leftovers.map(({ action }) => action)).toEqual(actions)
  })
})

describe('indexSizeBytes', () => {
  it('is what pgvector makes of 50,000 vectors, within a fifth', () => {
    const size = (precision: 'vector' | 'halfvec') =>
      indexSizeBytes({ rows: 50_000, dimensions: 384, index: { ...index, precision } }) / mebibyte
    // Measured with pgvector 0.8.0.
    expect(size('vector') / 98).toBeCloseTo(1, 0)
    expect(Math.abs(size('vector') / 98 - 1)).toBeLessThan(0.2)
    expect(Math.abs(size('halfvec') / 56 - 1)).toBeLessThan(0.2)
  })
})
