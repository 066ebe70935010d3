import { describe, expect, it } from 'vitest'
import { filterCount, noFilters, readFilters } from './narrowing.ts'

const attestedBy = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

describe('readFilters', () => {
  it('sends nothing of what is left open', () => {
    expect(readFilters(noFilters)).toEqual({ ok: true, narrowing: {} })
  })

  it('sends each filter as the service takes it, and counts them', () => {
    const schema = `0x${'ab'.repeat(32)}`
    const filters = { attestedBy: ` ${attestedBy} `, schema, chainId: '10', since: '2026-11-24', minSimilarity: '0.4' }
    const read = readFilters(filters)
    const createdSince = new Date('2026-11-24T00:00:00').toISOString()
    const narrowing = { filter: { attestedBy, schema, chainId: 10, createdSince }, minSimilarity: 0.4 }
    expect(read).toEqual({ ok: true, narrowing })
    expect(filterCount(narrowing)).toBe(5)
  })

  it('says what is wrong with an address instead of searching for nobody', () => {
    expect(readFilters({ ...noFilters, attestedBy: '0x12' })).toMatchObject({ ok: false })
  })
})
