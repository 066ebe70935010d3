import type { Service } from '@aura-sign/stack'
import { appProcess } from './app-process.ts'
import { urlsOf } from './urls-of.ts'

const timeoutMs = 5 * 60_000

/** Applies pending migrations at every `up`. */
export const migrateService: Service = {
  name: 'migrate',
  dependsOn: ['postgres'],
  ports: [],
  startTimeoutMs: timeoutMs,
  oneOff: true,
  prepare: async () => undefined,
  processes: async (context) => [
    appProcess(context, {
      name: 'migrate',
      command: ['apps/cli/main.ts', 'migrate'],
      environment: { DATABASE_URL: urlsOf(context).databaseUrl },
      stopTimeoutMs: 10_000,
    }),
  ],
  check: async () => undefined,
}
