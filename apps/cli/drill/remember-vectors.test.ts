import { embeddingDimensions } from '@aura-sign/identity'
import { expect, it } from 'vitest'
import { rememberVectors } from './remember-vectors.ts'

it('gives every text its own vector, in order, and computes none twice', async () => {
  const asked: string[] = []
  const embedder = rememberVectors({
    model: 'test',
    dimensions: embeddingDimensions,
    embed: async (texts) => {
      asked.push(...texts)
      return texts.map((text) => new Float32Array([Number(text)]))
    },
  })
  const embed = async (...texts: string[]) => (await embedder.embed(texts)).map(([value]) => value)
  expect(await embed('1', '2')).toEqual([1, 2])
  expect(await embed('3', '2', '1', '3')).toEqual([3, 2, 1, 3])
  expect(asked).toEqual(['1', '2', '3'])
})
