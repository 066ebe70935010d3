import { deleteProfile, type Profile, readProfile, updateProfile } from '@aura-sign/identity'
import { z } from 'zod'
import { InvalidRequest, problemSchema } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const profileSchema = z
  .object({
    statement: z.string().nullable(),
    searchable: z.boolean().describe('Whether searches of others find you. Without it you have no embedding'),
    embedding: z.object({
      state: z.enum(['none', 'pending', 'ready', 'failed']),
      model: z.string().nullable(),
      updatedAt: z.iso.datetime().nullable(),
    }),
  })
  .meta({ id: 'Profile' })

export function registerProfileRoutes(app: SiteApp, services: SiteServices): void {
  const { sql, clock, embedder } = services

  app.get(
    '/api/profile',
    {
      schema: {
        summary: 'Your statement and the state of its embedding',
        tags: ['profile'],
        response: { 200: profileSchema, 401: problemSchema },
      },
    },
    async (request) => {
      const { userId } = await requireSession(services, request)
      return toResponse(await readProfile(sql, { userId, model: embedder.model, now: clock.now() }))
    },
  )

  app.put(
    '/api/profile',
    {
      schema: {
        summary: 'Set your statement, whether others find you, or both; a worker computes the embedding',
        description:
          'With searchable false your embedding is deleted before the answer, and no search finds you until you set it to true.',
        tags: ['profile'],
        body: z
          .strictObject({ statement: z.string().optional(), searchable: z.boolean().optional() })
          .refine((body) => Object.keys(body).length > 0, 'needs statement, searchable or both'),
        response: { 200: profileSchema, 400: problemSchema, 401: problemSchema },
      },
    },
    async (request) => {
      const { userId } = await requireSession(services, request)
      const { statement, searchable } = request.body
      const updated = await updateProfile(sql, {
        ...{ userId, now: clock.now() },
        ...(statement !== undefined && { statement }),
        ...(searchable !== undefined && { searchable }),
      })
      if (!updated.ok) throw new InvalidRequest([{ path: 'body.statement', message: updated.detail }])
      services.wakeWorkers()
      return toResponse(await readProfile(sql, { userId, model: embedder.model, now: clock.now() }))
    },
  )

  app.delete(
    '/api/profile',
    {
      schema: {
        summary: 'Delete your statement and its embeddings; no search finds you until you set searchable to true',
        description: 'Attestations that you made or received stay: others signed them, or hold them.',
        tags: ['profile'],
        response: { 204: z.null(), 401: problemSchema },
      },
    },
    async (request, reply) => {
      const { userId, account } = await requireSession(services, request)
      await deleteProfile(sql, { userId, account, now: clock.now() })
      return reply.code(204).send(null)
    },
  )
}

function toResponse(profile: Profile): z.input<typeof profileSchema> {
  const { state, model, updatedAt } = profile.embedding
  const { statement, searchable } = profile
  return { statement, searchable, embedding: { state, model, updatedAt: updatedAt?.toISOString() ?? null } }
}
