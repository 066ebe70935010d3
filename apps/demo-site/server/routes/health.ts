import { z } from 'zod'
import { readHealth } from '../read-health.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const healthSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    components: z.record(
      z.string(),
      z.object({ status: z.enum(['ok', 'degraded', 'down']), detail: z.string().optional() }),
    ),
  })
  .meta({ id: 'Health' })

const alive = z.object({ status: z.literal('ok') })

export function registerHealthRoutes(app: SiteApp, services: SiteServices): void {
  app.get(
    '/api/health',
    {
      schema: {
        summary: 'State of every component; 503 when a critical one is down',
        tags: ['operations'],
        response: { 200: healthSchema, 503: healthSchema },
      },
    },
    async (_request, reply) => {
      const health = await readHealth(services.probes)
      return reply.code(health.status === 'down' ? 503 : 200).send(health)
    },
  )

  app.get(
    '/livez',
    { schema: { summary: 'The process answers; asks nothing else', tags: ['operations'], response: { 200: alive } } },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Requests can be served: every critical component is up',
        tags: ['operations'],
        response: { 200: alive, 503: healthSchema },
      },
    },
    async (_request, reply) => {
      const health = await readHealth(services.probes.filter((probe) => probe.critical))
      return health.status === 'down' ? reply.code(503).send(health) : { status: 'ok' as const }
    },
  )
}
