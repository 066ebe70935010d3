import { parseConfig } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { chooseVectorIndex, probesOf } from './choose-vector-index.ts'
import { vectorIndexConfigShape } from './vector-index-config.ts'
import { vectorIndexStatement } from './vector-index-statement.ts'

const choose = (environment: Record<string, string>, rows = 0) =>
  chooseVectorIndex(parseConfig(z.object(vectorIndexConfigShape), environment), { rows })

describe('chooseVectorIndex', () => {
  it('is hnsw with 16 connections and 64 candidates by default, however many vectors there are', () => {
    const wanted = { method: 'hnsw', precision: 'vector', m: 16, efConstruction: 64 }
    expect([choose({}), choose({}, 10_000_000)]).toEqual([wanted, wanted])
  })

  it('takes lists of ivfflat from the number of vectors', () => {
    const listsOf = (rows: number) => {
      const settings = choose({ VECTOR_INDEX: 'ivfflat' }, rows)
      return settings.method === 'ivfflat' ? [settings.lists, probesOf(settings.lists)] : settings
    }
    const rows = [0, 100, 50_000, 1_000_000, 4_000_000, 1e12]
    expect(rows.map(listsOf)).toEqual([
      [1, 1],
      [1, 1],
      [50, 21],
      [1_000, 95],
      [2_000, 134],
      [32_768, 543],
    ])
    expect(choose({ VECTOR_INDEX: 'ivfflat', VECTOR_INDEX_LISTS: '7' }, 1_000_000)).toMatchObject({ lists: 7 })
  })

  it.each([
    [{ VECTOR_INDEX: 'flat' }, /VECTOR_INDEX/],
    [{ VECTOR_INDEX_PRECISION: 'bit' }, /VECTOR_INDEX_PRECISION/],
    [{ VECTOR_INDEX_M: '1' }, /VECTOR_INDEX_M/],
    [{ VECTOR_INDEX_M: '40' }, /VECTOR_INDEX_EF_CONSTRUCTION: has to be at least twice VECTOR_INDEX_M/],
    [{ VECTOR_INDEX_LISTS: '0' }, /VECTOR_INDEX_LISTS/],
  ])('refuses %o', (environment, message) => {
    expect(() => choose(environment)).toThrow(message)
  })
})

describe('vectorIndexStatement', () => {
  it('builds what was chosen', () => {
    const statements = [{}, { VECTOR_INDEX_PRECISION: 'halfvec' }, { VECTOR_INDEX: 'ivfflat', VECTOR_INDEX_LISTS: '9' }]
    expect(statements.map((environment) => vectorIndexStatement(choose(environment)))).toEqual([
      'create index embeddings_embedding_idx on embeddings using hnsw (embedding vector_cosine_ops) with (m = 16, ef_construction = 64)',
      'create index embeddings_embedding_idx on embeddings using hnsw ((embedding::halfvec(384)) halfvec_cosine_ops) with (m = 16, ef_construction = 64)',
      'create index embeddings_embedding_idx on embeddings using ivfflat (embedding vector_cosine_ops) with (lists = 9)',
    ])
    expect(vectorIndexStatement(choose({}), { name: 'other', concurrently: true })).toMatch(
      /^create index concurrently other on/,
    )
    expect(() => vectorIndexStatement(choose({}), { name: 'x; drop table users' })).toThrow()
  })
})
