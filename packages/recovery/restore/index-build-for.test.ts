import { describe, expect, it } from 'vitest'
import { indexBuildFor } from './index-build-for.ts'

const table = (rows: number) => ({ rows, columns: [], fingerprint: '0', newestAt: null })
const database = {
  tables: { embeddings: table(100_000), small: table(10), users: table(200_000) },
  definitions: {
    'column embeddings.embedding': 'vector(384) not null',
    'column small.v': 'vector(16000)',
    'column users.id': 'uuid',
  },
}
const mib = 1024 * 1024

describe('what an index of vectors is built with', () => {
  it('is what the largest takes, not less than the server is set to', () => {
    const build = indexBuildFor(database, { memoryBytes: 8_192 * mib, memoryNowBytes: 64 * mib, workers: 3 })
    expect(build).toEqual({ memoryBytes: 100_000 * (8 + 4 * 384) * 1.3, workers: 3 })
    const set = indexBuildFor(database, { memoryBytes: 8_192 * mib, memoryNowBytes: 1_024 * mib, workers: 1 })
    expect(set?.memoryBytes).toBe(1_024 * mib)
  })

  it('is never more than there is', () => {
    const build = indexBuildFor(database, { memoryBytes: 100 * mib, memoryNowBytes: 64 * mib, workers: 0 })
    expect(build?.memoryBytes).toBe(100 * mib)
  })

  it('is left to the server where there are no vectors', () => {
    const without = { ...database, definitions: { 'column users.id': 'uuid' } }
    expect(indexBuildFor(without, { memoryBytes: 1, memoryNowBytes: 1, workers: 1 })).toBeNull()
  })
})
