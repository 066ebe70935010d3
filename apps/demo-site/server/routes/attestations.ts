import { AuraError } from '@aura-sign/core'
import {
  type AttestationFilters,
  type AttestationStore,
  acceptAttestation,
  findAttestation,
  judgeAttestation,
  listAttestations,
  pageSizeDefault,
  pageSizeMax,
  parseAddress,
  readSubmission,
  revokeAttestation,
  type StoredAttestation,
} from '@aura-sign/identity'
import type { FastifySchemaCompiler } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { attestationAnswer, attestationAnswers, verdictAnswer } from '../attestations/attestation-answer.ts'
import { attestationRefusal, revocationRefusal, submissionRefusal } from '../attestations/attestation-refusal.ts'
import {
  attestationSchema,
  revocationSchema,
  submissionSchema,
  uidSchema,
  verdictSchema,
} from '../attestations/attestation-schemas.ts'
import { readCursor } from '../attestations/read-cursor.ts'
import { InvalidRequest, problemSchema } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

/** The most data there is, in hex, with everything around it, or a share link of that. */
const bodyLimit = 256 * 1024
/** What is wrong with an attestation is said by the functions that read it: field by field, and as a verdict. */
const bodyUnvalidated: FastifySchemaCompiler<unknown> = (route) =>
  route.httpPart === 'body' ? (value: unknown) => ({ value }) : validatorCompiler(route as never)

const addressSchema = z.string().max(100).describe('0x and 40 hex digits, any case')
const pageSchema = z
  .object({ attestations: z.array(attestationSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'AttestationPage' })
const keySchema = z.object({ attester: addressSchema, uid: uidSchema })

export function registerAttestationRoutes(app: SiteApp, services: SiteServices, store: AttestationStore): void {
  const limits = { rateLimit: { max: services.config.ATTESTATION_RATE_LIMIT_PER_MINUTE, timeWindow: '1 minute' } }
  const origin = () => services.relyingParty().uri

  app.post(
    '/api/attestations',
    {
      bodyLimit,
      config: limits,
      validatorCompiler: bodyUnvalidated,
      schema: {
        summary: 'Keep a signed EAS off-chain attestation; the same one again is the one that is kept',
        description:
          'Whoever is signed in may bring an attestation of any attester: its signature speaks for it. Of an object without its signer, attester in the answer is whose key made the signature; with its signer it is refused unless it is theirs. Another one that the attester signed with the same uid, as for another chain, is refused. It is refused until what it refers to, and the files that a field named evidence names, are here.',
        tags: ['attestations'],
        body: submissionSchema,
        response: {
          200: attestationSchema,
          201: attestationSchema,
          ...{ 400: problemSchema, 401: problemSchema, 409: problemSchema, 422: problemSchema },
          ...{ 429: problemSchema, 503: problemSchema },
        },
      },
    },
    async (request, reply) => {
      await requireSession(services, request)
      const submission = readSubmission(request.body)
      if (!submission.ok) throw submissionRefusal(submission)
      const { place, ...given } = submission
      const accepted = await acceptAttestation(store, given)
      if (!accepted.ok) throw attestationRefusal(accepted, place)
      const { created } = accepted
      const attestation = await copied(services, accepted.attestation)
      services.wakeWorkers()
      reply.code(created ? 201 : 200).header('location', `/api/attestations/${attestation.attester}/${attestation.uid}`)
      return attestationAnswer(attestation, origin())
    },
  )

  app.get(
    '/api/attestations',
    {
      schema: {
        summary: 'Attestations, newest acceptance first; filters are combined',
        description:
          'Reading on by nextCursor meets everything that was acknowledged before the first page exactly once, and nothing twice. What is accepted meanwhile may be met or not. Who comes back for what is new asks from a minute before the newest that they have, and knows the others by attester and uid. One that is damaged in the database is left out: a page may have fewer than limit, and ends the list only where nextCursor is null.',
        tags: ['attestations'],
        querystring: z.strictObject({
          recipient: addressSchema.optional(),
          attester: addressSchema.optional(),
          schema: uidSchema.optional(),
          evidence: z
            .string()
            .regex(/^[0-9a-f]{64}$/, 'has to be 64 lowercase hex digits')
            .optional()
            .describe('SHA-256 of a file that is named'),
          from: z.iso.datetime({ offset: true }).optional().describe('Accepted here then or later'),
          to: z.iso.datetime({ offset: true }).optional().describe('Accepted here before'),
          cursor: z.string().max(100).optional().describe('nextCursor of the page before, with the same filters'),
          limit: z.coerce.number().int().min(1).max(pageSizeMax).default(pageSizeDefault),
        }),
        response: {
          200: pageSchema,
          400: problemSchema,
        },
      },
    },
    async (request) => {
      const { cursor, limit, recipient, attester, from, to, schema, evidence } = request.query
      const filters: AttestationFilters = {
        ...(recipient !== undefined && { recipient: readAddress(recipient, 'querystring.recipient') }),
        ...(attester !== undefined && { attester: readAddress(attester, 'querystring.attester') }),
        ...(schema !== undefined && { schema }),
        ...(evidence !== undefined && { evidence }),
        ...(from !== undefined && { from: new Date(from) }),
        ...(to !== undefined && { to: new Date(to) }),
      }
      const page = await listAttestations(services.sql, { filters, limit, ...readCursor(cursor) })
      const { answers, damaged } = attestationAnswers(page.attestations)
      if (damaged.length > 0) request.log.error({ damaged }, 'left damaged attestations out of a page')
      return { attestations: answers, nextCursor: page.nextCursor }
    },
  )

  app.get(
    '/api/attestations/:attester/:uid',
    {
      schema: {
        summary: 'The attestation of an attester and a uid, with its revocation',
        tags: ['attestations'],
        params: keySchema,
        response: { 200: attestationSchema, 400: problemSchema, 404: problemSchema },
      },
    },
    async (request) => {
      const key = readKey(request.params)
      const stored = await findAttestation(services.sql, key)
      if (!stored) throw new AuraError('attestation_not_found', key)
      return attestationAnswer(stored, origin())
    },
  )

  app.post(
    '/api/attestations/:attester/:uid/revoke',
    {
      bodyLimit,
      config: limits,
      validatorCompiler: bodyUnvalidated,
      schema: {
        summary: "Keep an attester's signed revocation; it is final",
        tags: ['attestations'],
        params: keySchema,
        body: revocationSchema,
        response: {
          200: attestationSchema,
          ...{ 400: problemSchema, 401: problemSchema, 404: problemSchema, 422: problemSchema },
          ...{ 429: problemSchema, 503: problemSchema },
        },
      },
    },
    async (request) => {
      await requireSession(services, request)
      const key = readKey(request.params)
      const revoked = await revokeAttestation(store, { ...key, revocation: request.body })
      if (!revoked.ok) throw revocationRefusal(revoked, key)
      const attestation = await copied(services, revoked.attestation)
      services.wakeWorkers()
      return attestationAnswer(attestation, origin())
    },
  )

  app.post(
    '/api/attestations/verify',
    {
      bodyLimit,
      config: limits,
      validatorCompiler: bodyUnvalidated,
      schema: {
        summary: 'The verdict on any EAS off-chain attestation, kept here or not, with every check',
        description:
          'An altered object with its uid computed anew is still signed by some key: of an object alone the check signature is null and says whose key that is, and the verdict is never ok, also where that very object is kept here. Send its signer, or a share link.',
        tags: ['attestations'],
        body: submissionSchema,
        response: { 200: verdictSchema, 400: problemSchema, 429: problemSchema },
      },
    },
    async (request) => {
      const submission = readSubmission(request.body)
      if (!submission.ok) throw submissionRefusal(submission)
      const { place: _, ...given } = submission
      return verdictAnswer(await judgeAttestation(store, given), origin())
    },
  )
}

/** The attestation with what is known of its copy, which is made before it is acknowledged. */
async function copied({ sql, journal }: SiteServices, stored: StoredAttestation): Promise<StoredAttestation> {
  const isCopied = stored.journaledAt !== null && stored.revocation?.journaledAt !== null
  if (isCopied || !journal || !(await journal.copy(stored))) return stored
  return (await findAttestation(sql, stored)) ?? stored
}

function readKey({ attester, uid }: z.output<typeof keySchema>) {
  return { attester: readAddress(attester, 'params.attester'), uid }
}

function readAddress(text: string, path: string): string {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new InvalidRequest([{ path, message: parsed.detail }])
  return parsed.address
}
