import { AuraError, sleep as systemSleep } from '@aura-sign/core'
import { type Embedder, embeddingDimensions } from './embedder.ts'
import type { OpenaiEmbedderOptions } from './openai-embedder-options.ts'
import { parseEmbeddings } from './parse-embeddings.ts'
import { postEmbeddings } from './post-embeddings.ts'

const firstRetryMs = 500
/** A longer Retry-After is not waited for here: the job gives its place to others and comes back later. */
const retryAfterMsMax = 20_000

/**
 * Embeddings from any service with OpenAI's `/v1/embeddings` (OpenAI, Azure, Ollama, vLLM, LiteLLM …). Retries
 * 408, 409, 429, 5xx and network failures; checks count, order, length and every number; normalises.
 * Throws `config_invalid` for a URL with credentials, and when embedding
 * `embedder_unreachable`, `embedder_overloaded`, `embedder_refused`, `embedder_response_invalid`.
 */
export function openaiEmbedder(options: OpenaiEmbedderOptions): Embedder {
  const { username, password } = new URL(options.url)
  if (username || password) {
    // fetch refuses such a URL with an error that quotes it.
    throw new AuraError('config_invalid', { violations: 'OPENAI_BASE_URL: must not contain credentials' })
  }
  const batchSizeMax = options.batchSizeMax ?? 64
  return {
    model: options.model,
    dimensions: embeddingDimensions,
    async embed(texts, { signal } = {}) {
      const vectors: Float32Array[] = []
      for (let at = 0; at < texts.length; at += batchSizeMax) {
        vectors.push(...(await embedBatch(options, texts.slice(at, at + batchSizeMax), signal)))
      }
      return vectors
    },
  }
}

async function embedBatch(
  options: OpenaiEmbedderOptions,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const { attemptsMax = 4, sleep = systemSleep, random = Math.random } = options
  for (let attempt = 1; ; attempt += 1) {
    const answer = await postEmbeddings(options, texts, signal)
    signal?.throwIfAborted()
    if (answer.ok) return parseEmbeddings(answer.text, { count: texts.length, url: answer.url })
    if (!answer.transient) throw answer.error
    const backoffMs = firstRetryMs * 2 ** (attempt - 1) * (1 - random() / 2)
    const waitMs = answer.retryAfterMs ?? backoffMs
    if (attempt >= attemptsMax || waitMs > retryAfterMsMax) throw answer.error
    await sleep(waitMs, signal)
    signal?.throwIfAborted()
  }
}
