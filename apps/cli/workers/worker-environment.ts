import type { Environment } from '@aura-sign/core'
import { workerConfigSchema, workerNodeVariables } from '@aura-sign/worker'
import { appEnvironment } from '../stack/app-services/app-environment.ts'

/** What a worker gets that works for the stack in use. Its metrics have no port: several of them run beside each other. */
export function workerEnvironment(options: {
  environment: Environment
  databaseUrl: string
  redisUrl: string | null
}): Record<string, string> {
  const { environment, databaseUrl, redisUrl } = options
  const set = { DATABASE_URL: databaseUrl, ...(redisUrl !== null && { REDIS_URL: redisUrl }) }
  const { METRICS_PORT: _, ...variables } = appEnvironment(workerConfigSchema, { environment, set })
  return { NODE_ENV: 'production', ...workerNodeVariables, ...variables }
}
