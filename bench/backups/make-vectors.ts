import { embeddingDimensions } from '../../packages/identity/index.ts'
import { randomNumbers } from './random-numbers.ts'

/** Vectors of language models vary in some dozens of directions, in the first of them most. */
const factors = 48
const factorsOfHalf = 8
/** What the factors leave unexplained, of each number. */
const noise = 0.05

/**
 * Vectors of length 1 as a language model gives them: no zero in them, 32-bit numbers of full precision. Those of the hashing
 * embedder have three zeros in ten, which a dump holds as one digit each.
 */
export function* makeVectors(count: number): Generator<Float32Array> {
  const gaussian = gaussianNumbers(randomNumbers(embeddingDimensions))
  const directions = Array.from({ length: factors }, (_, factor) =>
    Float32Array.from(
      { length: embeddingDimensions },
      () => gaussian() / Math.sqrt(embeddingDimensions * (1 + factor / factorsOfHalf)),
    ),
  )
  for (let number = 0; number < count; number += 1) {
    const vector = Float32Array.from({ length: embeddingDimensions }, () => noise * gaussian())
    for (const direction of directions) {
      const strength = gaussian()
      for (let at = 0; at < embeddingDimensions; at += 1)
        vector[at] = (vector[at] ?? 0) + strength * (direction[at] ?? 0)
    }
    yield unit(vector)
  }
}

/** By Box and Muller, of which one of two is enough. */
function gaussianNumbers(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function unit(vector: Float32Array): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum)
  return vector.map((value) => value / length)
}
