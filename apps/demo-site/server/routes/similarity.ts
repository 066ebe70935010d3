import { AuraError } from '@aura-sign/core'
import { findSimilar, parseAddress, type SimilarityQuery, type SimilarityResult } from '@aura-sign/identity'
import { z } from 'zod'
import { InvalidRequest, problemSchema } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

/** A person waits for the answer: an embedder that is slower is as good as down. */
const embedderTimeoutMs = 10_000

const bodySchema = z.object({
  address: z.string().max(100).optional(),
  text: z.string().min(1).max(2000).optional(),
  embedding: z.array(z.number()).length(384).optional(),
  k: z.number().int().min(1).max(200).default(10),
})

const similarSchema = z
  .object({
    address: z.string().describe('EIP-55'),
    distance: z.number().describe('Cosine distance: 0 the same direction, 1 unrelated, 2 opposite'),
    reasons: z.array(z.object({ kind: z.literal('shared-terms'), terms: z.array(z.string()) })),
  })
  .meta({ id: 'SimilarIdentity' })

const responseSchema = z
  .object({
    results: z.array(similarSchema).describe('Nearest first'),
    index: z.enum(['hnsw', 'ivfflat', 'exact']).describe('What answered: an approximate index, or an exact scan'),
  })
  .meta({ id: 'Similarity' })

export function registerSimilarityRoute(app: SiteApp, services: SiteServices): void {
  app.post(
    '/api/similarity',
    {
      schema: {
        summary: 'The identities nearest to an address, a text or a vector; your own is left out',
        tags: ['similarity'],
        body: bodySchema,
        response: {
          200: responseSchema,
          400: problemSchema,
          401: problemSchema,
          404: problemSchema,
          409: problemSchema,
        },
      },
    },
    async (request) => {
      const { userId } = await requireSession(services, request)
      const query = queryOf(request.body)
      const found = await findSimilar(services.sql, services.embedder, {
        query,
        k: request.body.k,
        excludeUserId: userId,
        signal: AbortSignal.timeout(embedderTimeoutMs),
      }).catch(hideEmbedder)
      if (!found.ok) throw refusal(found.reason, query)
      return { results: found.results, index: found.index }
    },
  )
}

function queryOf(body: z.output<typeof bodySchema>): SimilarityQuery {
  const { address, text, embedding } = body
  const given = [address, text, embedding].filter((value) => value !== undefined)
  if (given.length !== 1) {
    throw new InvalidRequest([{ path: 'body', message: 'needs exactly one of address, text and embedding' }])
  }
  if (address !== undefined) {
    const parsed = parseAddress(address)
    if (!parsed.ok) throw new InvalidRequest([{ path: 'body.address', message: parsed.detail }])
    return { address: parsed.address }
  }
  return text !== undefined ? { text } : { embedding: embedding ?? [] }
}

type Refusal = Extract<SimilarityResult, { ok: false }>['reason']

function refusal(reason: Refusal, query: SimilarityQuery): Error {
  const address = 'address' in query ? query.address : ''
  switch (reason) {
    case 'unknown_address':
      return new AuraError('identity_unknown', { address })
    case 'no_embedding':
      return new AuraError('embedding_missing', { address })
    case 'embedding_invalid':
      return new InvalidRequest([{ path: 'body.embedding', message: 'has to be 384 finite numbers, not all zero' }])
    case 'text_invalid':
      return new InvalidRequest([{ path: 'body.text', message: 'has no words to compare' }])
    case 'address_invalid':
      return new InvalidRequest([{ path: 'body.address', message: 'is not an Ethereum address' }])
    case 'k_invalid':
      return new InvalidRequest([{ path: 'body.k', message: 'has to be between 1 and 200' }])
  }
}

/** Where the embedding service is and what it answered is for the log only. */
function hideEmbedder(error: unknown): never {
  const isEmbedder = error instanceof AuraError && error.code.startsWith('embedder_')
  const isLate = error instanceof Error && error.name === 'TimeoutError'
  if (isEmbedder || isLate) throw new AuraError('service_unavailable', { component: 'its embedder' }, { cause: error })
  throw error
}
