import { expect, it } from 'vitest'
import { makeVectors } from './make-vectors.ts'

it('makes vectors of length 1 that are all different and hold no zero, the same ones each time', () => {
  const vectors = [...makeVectors(50)]
  for (const vector of vectors) {
    expect(vector).toHaveLength(384)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    expect(vector).not.toContain(0)
  }
  expect(new Set(vectors.map((vector) => vector.join())).size).toBe(50)
  expect([...makeVectors(50)]).toEqual(vectors)
})
