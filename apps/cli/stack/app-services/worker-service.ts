import type { Environment } from '@aura-sign/core'
import { checkPage, type Service } from '@aura-sign/stack'
import { appEnvironment } from './app-environment.ts'
import { appProcess } from './app-process.ts'
import { urlsOf } from './urls-of.ts'

const startTimeoutMs = 30_000
// Beside the drain: leases given back, connections closed.
const stopMsBesideDrain = 15_000

/** The worker as a process of its own. */
export function workerService(environment: Environment): Service {
  return {
    name: 'worker',
    dependsOn: ['migrate'],
    uses: ['redis'],
    ports: ['WORKER_METRICS_PORT'],
    startTimeoutMs,
    prepare: async () => undefined,
    processes: async (context) => {
      // Only for a start: every other verb does without the app's code.
      const { parseWorkerConfig, workerConfigSchema } = await import('@aura-sign/worker')
      const { databaseUrl, redisUrl } = urlsOf(context)
      const set = {
        DATABASE_URL: databaseUrl,
        REDIS_URL: redisUrl,
        METRICS_PORT: String(context.ports.WORKER_METRICS_PORT),
      }
      const variables = appEnvironment(workerConfigSchema, { environment, set })
      const { WORKER_DRAIN_SECONDS } = parseWorkerConfig(variables)
      return [
        appProcess(context, {
          name: 'worker',
          command: ['apps/worker/main.ts'],
          environment: variables,
          stopTimeoutMs: WORKER_DRAIN_SECONDS * 1_000 + stopMsBesideDrain,
        }),
      ]
    },
    check: (context) => checkPage(context, { service: 'worker', port: 'WORKER_METRICS_PORT', path: '/metrics' }),
  }
}
