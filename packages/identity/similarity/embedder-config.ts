import { secret } from '@aura-sign/core'
import { z } from 'zod'

/** What chooses the embedder, for the configuration of every app that embeds: all of them have to agree. */
export const embedderConfigShape = {
  EMBEDDER: z
    .enum(['hash', 'openai'])
    .default('hash')
    .describe('hash: lexical, built in; openai: any service with an OpenAI-compatible /v1/embeddings'),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Base URL of that service; default: https://api.openai.com/v1'),
  OPENAI_API_KEY: secret().optional(),
  EMBEDDING_MODEL: z.string().min(1).max(200).optional().describe('Default: text-embedding-3-small'),
  EMBEDDING_SEND_DIMENSIONS: z
    .stringbool()
    .optional()
    .describe('Whether to ask for 384 dimensions; default: only for text-embedding-3-*'),
}
