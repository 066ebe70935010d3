export interface OpenaiEmbedderOptions {
  /** Base URL, as `https://api.openai.com/v1`; `/embeddings` is appended. */
  url: string
  /** Sent as a bearer token; leave out for a server without keys. */
  apiKey?: string
  model: string
  /**
   * Asks for vectors of 384 dimensions. Models with a fixed length refuse the parameter; default: only for
   * `text-embedding-3-*`, which need it.
   */
  sendDimensions?: boolean
  /** Texts per request. */
  batchSizeMax?: number
  /** Per attempt, from connecting to the last byte. */
  timeoutMs?: number
  attemptsMax?: number
  fetch?: typeof fetch
  sleep?: (durationMs: number, signal?: AbortSignal) => Promise<void>
  /** Numbers in [0, 1) that spread retries. */
  random?: () => number
}
