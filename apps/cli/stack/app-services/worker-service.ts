import type { Environment } from '@aura-sign/core'
import { checkPage, type Service } from '@aura-sign/stack'
import { type NativeJournalConfig, nativeJournalStore } from '../../stack-in-use/native-journal-store.ts'
import { appEnvironment } from './app-environment.ts'
import { appProcess } from './app-process.ts'
import { journalVariables } from './journal-variables.ts'
import { urlsOf } from './urls-of.ts'

const startTimeoutMs = 30_000
// Beside the drain: leases given back, connections closed.
const stopMsBesideDrain = 15_000

/** The worker as a process of its own; copies attestations as the site does. */
export function workerService(environment: Environment, config: NativeJournalConfig): Service {
  return {
    name: 'worker',
    dependsOn: ['migrate'],
    uses: ['redis', 'minio'],
    ports: ['WORKER_METRICS_PORT'],
    startTimeoutMs,
    prepare: async () => undefined,
    processes: async (context) => {
      // Only for a start: every other verb does without the app's code.
      const { parseWorkerConfig, workerConfigSchema, workerNodeFlags, workerNodeVariables } = await import(
        '@aura-sign/worker'
      )
      const urls = urlsOf(context)
      const set = {
        DATABASE_URL: urls.databaseUrl,
        REDIS_URL: urls.redisUrl,
        ...journalVariables(nativeJournalStore(config, { urls, secrets: context.secrets })),
        METRICS_PORT: String(context.ports.WORKER_METRICS_PORT),
      }
      const variables = appEnvironment(workerConfigSchema, { environment, set })
      const { WORKER_DRAIN_SECONDS } = parseWorkerConfig(variables)
      return [
        appProcess(context, {
          name: 'worker',
          command: ['apps/worker/main.ts'],
          nodeFlags: workerNodeFlags,
          environment: { ...workerNodeVariables, ...variables },
          stopTimeoutMs: WORKER_DRAIN_SECONDS * 1_000 + stopMsBesideDrain,
        }),
      ]
    },
    check: (context) => checkPage(context, { service: 'worker', port: 'WORKER_METRICS_PORT', path: '/metrics' }),
  }
}
