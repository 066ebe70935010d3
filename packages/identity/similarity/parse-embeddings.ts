import { AuraError } from '@aura-sign/core'
import { embeddingDimensions } from './embedder.ts'
import { normalizeVector } from './normalize-vector.ts'

/**
 * Reads the answer of `/v1/embeddings`, `{data: [{index, embedding: number[]}]}`, into `count` normalised vectors in
 * the order of the request. Throws `embedder_response_invalid` unless there is exactly one usable vector per text.
 */
export function parseEmbeddings(text: string, options: { count: number; url: string }): Float32Array[] {
  const refuse = (detail: string, cause?: unknown) =>
    new AuraError('embedder_response_invalid', { url: options.url, detail, dimensions: embeddingDimensions }, { cause })
  const vectors = new Map<number, Float32Array>()
  const entries = entriesOf(text, refuse)
  if (entries.length !== options.count) {
    throw refuse(`${entries.length} vectors for ${options.count} texts`)
  }
  for (const { index, embedding } of entries) {
    if (!Number.isInteger(index) || index < 0 || index >= options.count || vectors.has(index)) {
      throw refuse('the indexes of the vectors do not match the texts')
    }
    if (embedding.length !== embeddingDimensions) throw refuse(`a vector has ${embedding.length} dimensions`)
    const vector = normalizeVector(embedding)
    if (!vector) throw refuse('a vector is zero or holds a value that is not a finite number')
    vectors.set(index, vector)
  }
  return [...vectors].sort(([left], [right]) => left - right).map(([, vector]) => vector)
}

type Refuse = (detail: string, cause?: unknown) => AuraError

function entriesOf(text: string, refuse: Refuse): { index: number; embedding: number[] }[] {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    throw refuse('it is not JSON', cause)
  }
  const data = property(body, 'data')
  if (!Array.isArray(data)) throw refuse('it has no list "data"')
  return data.map((entry: unknown) => {
    const index = property(entry, 'index')
    const embedding = property(entry, 'embedding')
    if (typeof index !== 'number' || !Array.isArray(embedding)) throw refuse('an entry lacks "index" or "embedding"')
    return { index, embedding }
  })
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
