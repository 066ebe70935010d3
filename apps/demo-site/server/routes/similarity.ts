import { AuraError } from '@aura-sign/core'
import {
  findSimilar,
  parseAddress,
  type SimilarityFilter,
  type SimilarityQuery,
  type SimilarityResult,
} from '@aura-sign/identity'
import { z } from 'zod'
import { InvalidRequest, problemSchema } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

/** A person waits for the answer: an embedder that is slower is as good as down. */
const embedderTimeoutMs = 10_000

/** What is not known is refused: a filter that is not understood would let everyone through. */
const filterSchema = z
  .strictObject({
    attestedBy: z.string().max(100).optional().describe('Holds a valid attestation of this wallet'),
    schema: z
      .string()
      .regex(/^0x[0-9a-fA-F]{64}$/, 'has to be a schema uid: 0x and 64 hexadecimal digits')
      .optional()
      .describe('Holds a valid attestation by this schema'),
    chainId: z
      .number()
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('Holds a valid attestation made for this EIP-155 chain'),
    createdSince: z.iso
      .datetime({ offset: true })
      .refine(isInCalendar, 'has to be from 1900 to 9999')
      .optional()
      .describe('Signed in for the first time then or later, from 1900 to 9999'),
  })
  .describe('Who may be among the results. One attestation has to meet attestedBy, schema and chainId together')

/** What Postgres reads in the form that it is sent in: four digits of year, and none of them the year 0. */
function isInCalendar(text: string): boolean {
  const year = new Date(text).getUTCFullYear()
  // What is no date at all is refused as such.
  return Number.isNaN(year) || (year >= 1900 && year <= 9999)
}

const bodySchema = z.strictObject({
  address: z.string().max(100).optional(),
  text: z.string().min(1).max(2000).optional(),
  embedding: z.array(z.number()).length(384).optional(),
  k: z.number().int().min(1).max(200).default(10),
  filter: filterSchema.optional(),
  minSimilarity: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe('Cosine, 1 minus the distance: less similar identities are left out'),
})

const similarSchema = z
  .object({
    address: z.string().describe('EIP-55'),
    distance: z.number().describe('Cosine distance: 0 the same direction, 1 unrelated, 2 opposite'),
    reasons: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('shared-terms'), terms: z.array(z.string()) }),
          z.object({ kind: z.literal('shared-attesters'), attesters: z.array(z.string()).describe('EIP-55') }),
        ]),
      )
      .describe('What both have in common; attesters only for the neighbours of an address'),
  })
  .meta({ id: 'SimilarIdentity' })

const responseSchema = z
  .object({
    results: z.array(similarSchema).describe('Nearest first'),
    index: z
      .enum(['hnsw', 'ivfflat', 'exact'])
      .describe('What answered: an approximate index, or an exact scan, as where a filter lets few through'),
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
          503: problemSchema,
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
        now: services.clock.now(),
        ...(request.body.filter && { filter: filterOf(request.body.filter) }),
        ...(request.body.minSimilarity !== undefined && { minSimilarity: request.body.minSimilarity }),
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
  if (address !== undefined) return { address: addressAt('body.address', address) }
  return text !== undefined ? { text } : { embedding: embedding ?? [] }
}

function filterOf(filter: z.output<typeof filterSchema>): SimilarityFilter {
  const { attestedBy, schema, chainId, createdSince } = filter
  return {
    ...(attestedBy !== undefined && { attestedBy: addressAt('body.filter.attestedBy', attestedBy).toLowerCase() }),
    ...(schema !== undefined && { schema: schema.toLowerCase() }),
    ...(chainId !== undefined && { chainId }),
    ...(createdSince !== undefined && { createdSince: new Date(createdSince) }),
  }
}

function addressAt(path: string, text: string): string {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new InvalidRequest([{ path, message: parsed.detail }])
  return parsed.address
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
