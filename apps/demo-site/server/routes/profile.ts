import { type Profile, readProfile, updateProfile } from '@aura-sign/identity'
import { z } from 'zod'
import { InvalidRequest, problemSchema } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const profileSchema = z
  .object({
    statement: z.string().nullable(),
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
        summary: 'Set your statement; a worker computes its embedding',
        tags: ['profile'],
        body: z.object({ statement: z.string() }),
        response: { 200: profileSchema, 400: problemSchema, 401: problemSchema },
      },
    },
    async (request) => {
      const { userId } = await requireSession(services, request)
      const updated = await updateProfile(sql, { userId, statement: request.body.statement, now: clock.now() })
      if (!updated.ok) throw new InvalidRequest([{ path: 'body.statement', message: updated.detail }])
      services.wakeWorkers()
      return toResponse(await readProfile(sql, { userId, model: embedder.model, now: clock.now() }))
    },
  )
}

function toResponse(profile: Profile): z.input<typeof profileSchema> {
  const { state, model, updatedAt } = profile.embedding
  return { statement: profile.statement, embedding: { state, model, updatedAt: updatedAt?.toISOString() ?? null } }
}
