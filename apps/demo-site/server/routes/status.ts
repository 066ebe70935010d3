import { countJobs } from '@aura-sign/jobs'
import { readSchemaState } from '@aura-sign/postgres'
import { z } from 'zod'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const responseSchema = z
  .object({
    schemaVersion: z.string().nullable(),
    embeddingModel: z.string(),
    jobs: z.object({ queued: z.number().int(), running: z.number().int(), failed: z.number().int() }),
  })
  .meta({ id: 'Status' })

export function registerStatusRoute(app: SiteApp, services: SiteServices): void {
  app.get(
    '/api/status',
    {
      schema: {
        summary: 'Versions and queue depths, for operators and dashboards',
        tags: ['operations'],
        response: { 200: responseSchema },
      },
    },
    async () => {
      const [schema, jobs] = await Promise.all([
        readSchemaState(services.sql),
        countJobs(services.sql, { now: services.clock.now() }),
      ])
      const { queued, running, failed } = jobs
      return {
        schemaVersion: schema.version,
        embeddingModel: services.embedder.model,
        jobs: { queued, running, failed },
      }
    },
  )
}
