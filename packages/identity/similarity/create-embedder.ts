import { AuraError } from '@aura-sign/core'
import type { Embedder } from './embedder.ts'
import { hashEmbedder } from './hash-embedder.ts'
import { openaiEmbedder } from './openai-embedder.ts'

/** The embedder variables as an app's configuration carries them. */
export interface EmbedderConfig {
  EMBEDDER: 'hash' | 'openai'
  OPENAI_BASE_URL?: string | undefined
  OPENAI_API_KEY?: string | undefined
  EMBEDDING_MODEL?: string | undefined
  /** Whether to ask for 384 dimensions; by default only the models known to take it are asked. */
  EMBEDDING_SEND_DIMENSIONS?: boolean | undefined
}

const openaiUrl = 'https://api.openai.com/v1'
const openaiModel = 'text-embedding-3-small'

/** The configured embedder. Throws `config_invalid` when OpenAI itself is meant and the key is missing. */
export function createEmbedder(config: EmbedderConfig): Embedder {
  if (config.EMBEDDER === 'hash') return hashEmbedder()
  const url = config.OPENAI_BASE_URL ?? openaiUrl
  if (!config.OPENAI_API_KEY && url === openaiUrl) {
    throw new AuraError('config_invalid', { violations: 'OPENAI_API_KEY: required by EMBEDDER=openai' })
  }
  return openaiEmbedder({
    url,
    model: config.EMBEDDING_MODEL ?? openaiModel,
    ...(config.OPENAI_API_KEY && { apiKey: config.OPENAI_API_KEY }),
    ...(config.EMBEDDING_SEND_DIMENSIONS !== undefined && { sendDimensions: config.EMBEDDING_SEND_DIMENSIONS }),
  })
}
