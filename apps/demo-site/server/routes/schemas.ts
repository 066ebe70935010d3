import { AuraError } from '@aura-sign/core'
import {
  findSchema,
  listSchemas,
  pageSizeDefault,
  pageSizeMax,
  parseAddress,
  type RegisteredSchema,
  registerSchema,
} from '@aura-sign/identity'
import { z } from 'zod'
import { uidSchema } from '../attestations/attestation-schemas.ts'
import { readCursor } from '../attestations/read-cursor.ts'
import { InvalidRequest, problemSchema, RefusedFields } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const schemaSchema = z
  .object({
    uid: z.string(),
    schema: z.string(),
    resolver: z.string().describe('EIP-55; zero is none'),
    revocable: z.boolean(),
    fields: z.array(z.object({ name: z.string(), type: z.string() })),
    registeredAt: z.iso.datetime(),
  })
  .meta({ id: 'AttestationSchema' })

const pageSchema = z
  .object({ schemas: z.array(schemaSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'AttestationSchemaPage' })

export function registerSchemaRoutes(app: SiteApp, services: SiteServices): void {
  const { sql, clock, config } = services

  app.post(
    '/api/schemas',
    {
      config: { rateLimit: { max: config.ATTESTATION_RATE_LIMIT_PER_MINUTE, timeWindow: '1 minute' } },
      schema: {
        summary: 'Make an EAS schema known here; the same one again is the one that is known',
        tags: ['attestations'],
        body: z.object({
          schema: z.string().describe('Like Solidity parameters: "string name, uint8 score"'),
          resolver: z.string().max(100).optional(),
          revocable: z.boolean().default(true),
        }),
        response: { 200: schemaSchema, 201: schemaSchema, 400: problemSchema, 401: problemSchema, 429: problemSchema },
      },
    },
    async (request, reply) => {
      await requireSession(services, request)
      const { schema, resolver, revocable } = request.body
      const address = resolver === undefined ? undefined : parseAddress(resolver)
      if (address && !address.ok) throw new InvalidRequest([{ path: 'body.resolver', message: address.detail }])
      const parts = { schema, revocable, ...(address && { resolver: address.address }) }
      const registered = await registerSchema(sql, { ...parts, now: clock.now() })
      if (!registered.ok) {
        const { detail } = registered
        throw new RefusedFields(new AuraError('schema_malformed', { detail }), [
          { path: 'body.schema', message: detail },
        ])
      }
      reply.code(registered.created ? 201 : 200).header('location', `/api/schemas/${registered.schema.uid}`)
      return schemaAnswer(registered.schema)
    },
  )

  app.get(
    '/api/schemas',
    {
      schema: {
        summary: 'The schemas that are known here, newest first',
        tags: ['attestations'],
        querystring: z.strictObject({
          cursor: z.string().max(100).optional().describe('nextCursor of the page before'),
          limit: z.coerce.number().int().min(1).max(pageSizeMax).default(pageSizeDefault),
        }),
        response: {
          200: pageSchema,
          400: problemSchema,
        },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query
      const page = await listSchemas(sql, { limit, ...readCursor(cursor) })
      return { schemas: page.schemas.map(schemaAnswer), nextCursor: page.nextCursor }
    },
  )

  app.get(
    '/api/schemas/:uid',
    {
      schema: {
        summary: 'A schema by its uid',
        tags: ['attestations'],
        params: z.object({ uid: uidSchema }),
        response: { 200: schemaSchema, 400: problemSchema, 404: problemSchema },
      },
    },
    async (request) => {
      const { uid } = request.params
      const schema = await findSchema(sql, uid)
      if (!schema) throw new AuraError('schema_not_found', { uid })
      return schemaAnswer(schema)
    },
  )
}

function schemaAnswer({ uid, schema, resolver, revocable, fields, registeredAt }: RegisteredSchema) {
  return {
    ...{ uid, schema, resolver, revocable },
    fields: fields.map(({ name, type }) => ({ name, type: type.text })),
    registeredAt: registeredAt.toISOString(),
  }
}
