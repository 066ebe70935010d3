import { AuraError } from '@aura-sign/core'
import { enqueueJob, readJob, testJobKind } from '@aura-sign/jobs'
import { z } from 'zod'
import { problemSchema } from '../problem.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const jobSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    attempts: z.number().int(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    result: z.unknown(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Job' })

export function registerWorkerRoutes(app: SiteApp, services: SiteServices): void {
  app.post(
    '/api/workers/test',
    {
      config: { rateLimit: services.rateLimits.auth },
      schema: {
        summary: 'Send a test job through the workers',
        tags: ['operations'],
        response: { 202: z.object({ jobId: z.uuid() }), 429: problemSchema },
      },
    },
    async (_request, reply) => {
      const { jobId } = await enqueueJob(services.sql, { kind: testJobKind, payload: {}, now: services.clock.now() })
      services.wakeWorkers()
      return reply.code(202).send({ jobId })
    },
  )

  app.get(
    '/api/workers/jobs/:id',
    {
      schema: {
        summary: 'State of a test job',
        tags: ['operations'],
        params: z.object({ id: z.uuid() }),
        response: { 200: jobSchema, 404: problemSchema },
      },
    },
    async (request) => {
      const job = await readJob(services.sql, request.params.id)
      // Other kinds carry what belongs to one user; this route has no user.
      if (job?.kind !== testJobKind) throw new AuraError('job_not_found', { jobId: request.params.id })
      const { jobId: id, kind, state, attempts, result, error } = job
      return {
        id,
        kind,
        state,
        attempts,
        result,
        error,
        createdAt: job.createdAt.toISOString(),
        finishedAt: job.finishedAt?.toISOString() ?? null,
      }
    },
  )
}
