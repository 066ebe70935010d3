import { sha256Hex } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { hashEmbedder } from './hash-embedder.ts'
import { vectorLiteral } from './normalize-vector.ts'

const embedder = hashEmbedder()

describe('hashEmbedder', () => {
  it('gives the same vector on every machine', async () => {
    const [vector] = await embedder.embed(['Solidity auditor in Zürich, fond of ﬁne tea 🍵'])
    // A change here is a new algorithm: raise the model version, so that stored vectors are computed again.
    expect(embedder.model).toBe('hash-v1')
    expect(sha256Hex(vectorLiteral(vector ?? new Float32Array()))).toMatchInlineSnapshot(
      `"3309459369bf898dd6ac01bfb302cb4ba8438396fbdf0db61f5c37427f557488"`,
    )
  })

  it.each([
    ['an empty text', ''],
    ['blanks', ' \n\t '],
    ['stop words only', 'the and of'],
    ['punctuation only', '…!?'],
    ['emoji only', '🙂🙂'],
    ['a lone surrogate', '\ud800'],
    ['two thousand letters without a space', 'x'.repeat(2_000)],
    ['Chinese', '我是一名智能合约审计员'],
  ])('gives a vector of length one for %s', async (_name, text) => {
    const [vector] = await embedder.embed([text])
    expect(vector).toHaveLength(384)
    expect(norm(vector)).toBeCloseTo(1, 6)
  })

  it('does not tell apart what Unicode or case write differently', async () => {
    const [plain, decomposed, wide] = await embedder.embed(['Café Zürich', 'CAFE\u0301 zu\u0308rich', 'Ｃafé Ｚürich'])
    expect(decomposed).toEqual(plain)
    expect(wide).toEqual(plain)
  })

  it('puts shared words nearer than shared word stems, and these nearer than nothing shared', async () => {
    const [query, words, stems, nothing] = await embedder.embed([
      'gardening with native trees',
      'I plant native trees and love gardening',
      'a gardener who planted a tree',
      'jazz pianist scoring short films',
    ])
    expect(similarity(query, words)).toBeGreaterThan(similarity(query, stems))
    expect(similarity(query, stems)).toBeGreaterThan(similarity(query, nothing) + 0.1)
  })

  it('is hardly moved by stop words', async () => {
    const [plain, wrapped] = await embedder.embed(['organic farmer', 'I am the organic farmer and that is it'])
    expect(similarity(plain, wrapped)).toBeGreaterThan(0.85)
  })

  it('spreads unrelated texts evenly around zero', async () => {
    const texts = Array.from({ length: 60 }, (_, at) => `word${at}${'abcdefghij'[at % 10]?.repeat(4)} ${at * 7919}`)
    const vectors = await embedder.embed(texts)
    const pairs = vectors.flatMap((left, at) => vectors.slice(at + 1).map((right) => similarity(left, right)))
    expect(Math.abs(pairs.reduce((sum, value) => sum + value, 0) / pairs.length)).toBeLessThan(0.2)
  })
})

function similarity(left: Float32Array | undefined, right: Float32Array | undefined): number {
  return Array.from(left ?? []).reduce((sum, value, at) => sum + value * (right?.[at] ?? 0), 0)
}

function norm(vector: Float32Array | undefined): number {
  return Math.sqrt(similarity(vector, vector))
}
