/** Columns of `embeddings.embedding`; every model has to deliver vectors of this length. */
export const embeddingDimensions = 384

/** Turns texts into vectors. Vectors of different models are never compared. */
export interface Embedder {
  /** Stored beside each vector. A change of algorithm is a change of name. */
  readonly model: string
  readonly dimensions: typeof embeddingDimensions
  /** One L2-normalised vector per text, in order. Throws `embedder_*` errors. */
  embed(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<Float32Array[]>
}
