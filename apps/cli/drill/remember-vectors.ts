import type { Embedder } from '@aura-sign/identity'

/** The same embedder, which computes the vector of a text once: the drill seeds what it has computed the right answers from. */
export function rememberVectors(embedder: Embedder): Embedder {
  const known = new Map<string, Float32Array>()
  return {
    ...embedder,
    embed: async (texts, options) => {
      const unknown = [...new Set(texts)].filter((text) => !known.has(text))
      const vectors = unknown.length === 0 ? [] : await embedder.embed(unknown, options)
      unknown.forEach((text, at) => {
        const vector = vectors[at]
        if (vector) known.set(text, vector)
      })
      return texts.flatMap((text) => known.get(text) ?? [])
    },
  }
}
