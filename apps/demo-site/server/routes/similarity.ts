import { findSimilar, type SimilarityQuery } from '@aura-sign/identity'
import { z } from 'zod'
import { InvalidRequest, problemSchema } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const bodySchema = z.object({
  address: z.string().max(100).optional(),
  text: z.string().min(1).max(2000).optional(),
  embedding: z.array(z.number()).length(384).optional(),
  k: z.number().int().min(1).max(200).default(10),
})

const responseSchema = z.object({
  results: z.array(
    z.object({
      /** EIP-55 address. */
      address: z.string(),
      /** Cosine distance: 0 the same direction, 1 unrelated, 2 opposite. */
      distance: z.number(),
      reasons: z.array(z.object({ kind: z.literal('shared-terms'), terms: z.array(z.string()) })),
    }),
  ),
  /** What answered: an approximate index, or an exact scan. */
  index: z.enum(['hnsw', 'ivfflat', 'exact']),
})

export function registerSimilarityRoute(app: SiteApp, services: SiteServices): void {
  app.post(
    '/api/similarity',
    {
      schema: {
        summary: 'The identities nearest to an address, a text or a vector; your own is left out',
        tags: ['similarity'],
        body: bodySchema,
        response: { 200: responseSchema, 400: problemSchema, 401: problemSchema },
      },
    },
    async (request) => {
      const { userId } = await requireSession(services, request)
      const query = queryOf(request.body)
      const found = await findSimilar(services.sql, services.embedder, {
        query,
        k: request.body.k,
        excludeUserId: userId,
      })
      if (!found.ok) throw new InvalidRequest([refusalField(found.reason)])
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
  if (address !== undefined) return { address }
  return text !== undefined ? { text } : { embedding: embedding ?? [] }
}
