import type { VectorCheck, VectorFaults } from '@aura-sign/identity'
import { chooseVectorIndex, type VectorIndexState } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import { judgeVectors } from './judge-vectors.ts'
import { renderVectorCheck } from './render-vector-check.ts'
import type { VectorReport } from './vector-report.ts'

const settings = {
  VECTOR_INDEX: 'hnsw',
  VECTOR_INDEX_PRECISION: 'vector',
  VECTOR_INDEX_M: 16,
  VECTOR_INDEX_EF_CONSTRUCTION: 64,
} as const
const configured = chooseVectorIndex(settings, { rows: 1_000 })
const index: VectorIndexState = {
  ...{ oid: 1, name: 'embeddings_embedding_idx', method: 'hnsw', precision: 'vector', valid: true },
  ...{ parameters: { m: '16', ef_construction: '64' }, sizeBytes: 3 * 1_048_576 },
}
const check: VectorCheck & VectorFaults = {
  ...{ model: 'hash-v1', rows: 1_000, missing: 0, underWay: 0, index, indexes: [index], sample: 100, recall: 0.99 },
  ...{ unreadable: null, latency: { indexMs: 1, exactMs: 9 }, zero: 0, null: 0, foreign: 0, deadRows: 0 },
  statistics: [{ name: index.name, scans: 7, rows: 1_000 }],
}
const judge = (changes: Partial<VectorCheck & VectorFaults>, options = { configured, recallMin: 0.95 }) =>
  judgeVectors({ ...check, ...changes }, { ...options, dimensions: 384 })

describe('judgeVectors', () => {
  it('is content with an index that finds enough and is as configured', () => {
    const report = judge({})
    expect([report.ok, report.findings]).toEqual([true, []])
    expect(renderVectorCheck(report)).toContain('hnsw of vector (m 16, ef_construction 64), 3.0 MiB')
    expect(renderVectorCheck(report)).toMatch(/7 scans, 1,000 rows(.|\n)*verdict: {2}ok/)
  })

  it.each<[string, Partial<VectorCheck & VectorFaults>, RegExp, VectorReport['verdict']?]>([
    ['it finds too little', { recall: 0.9 }, /recall is below 0.95/],
    [
      'ivfflat finds too little',
      { recall: 0.9, index: { ...index, method: 'ivfflat' } },
      /better as hnsw(.|\n)*\nnext: +".\/aura reindex"/,
    ],
    ['vectors are missing', { missing: 3, underWay: 1 }, /3 of 1003 identities have no vector of hash-v1/],
    ['it is gone', { index: null, indexes: [], recall: null }, /there is no vector index/],
    ['it is not valid', { index: null, indexes: [{ ...index, valid: false }], recall: null }, /is not valid/],
    [
      'it is of another distance',
      { index: null, indexes: [{ ...index, precision: null }], recall: null },
      /another distance/,
    ],
    ['its file is damaged', { index: null, unreadable: 'invalid page' }, /cannot be read: invalid page/],
    ['it is far larger than its rows', { index: { ...index, sizeBytes: 900 * 1_048_576 } }, /times the size/],
    ['vectors have no direction', { zero: 2 }, /2 vectors have no direction/, 'degraded'],
  ])('is not when %s', (_, changes, fault, verdict) => {
    const report = judge(changes)
    expect([report.ok, report.verdict]).toEqual([false, verdict ?? (changes.missing ? 'degraded' : 'rebuild')])
    expect(renderVectorCheck(report)).toMatch(fault)
  })

  it('tells what was built otherwise than configured, which is no fault', () => {
    const asked = chooseVectorIndex({ ...settings, VECTOR_INDEX_M: 24, VECTOR_INDEX_PRECISION: 'halfvec' }, { rows: 0 })
    const report = judge({}, { configured: asked, recallMin: 0.95 })
    expect(report.ok).toBe(true)
    expect(report.findings).toEqual([
      'embeddings_embedding_idx was built with precision vector, and halfvec is configured',
      'embeddings_embedding_idx was built with m 16, and 24 is configured',
    ])
  })

  it('tells that ivfflat has lists for far fewer rows than there are', () => {
    const lists = chooseVectorIndex({ ...settings, VECTOR_INDEX: 'ivfflat' }, { rows: 1_000_000 })
    const old = { ...index, method: 'ivfflat', parameters: { lists: '100' } } as const
    const report = judge({ index: old }, { configured: lists, recallMin: 0.95 })
    expect(report.findings).toEqual(['embeddings_embedding_idx was built with lists 100, and 1000 is configured'])
  })
})
