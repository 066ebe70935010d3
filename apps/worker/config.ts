import { type Environment, parseConfig, secret } from '@aura-sign/core'
import { chainConfigShape, embedderConfigShape } from '@aura-sign/identity/worker'
import { jobListsConfigShape } from '@aura-sign/jobs'
import { metricsConfigShape } from '@aura-sign/metrics'
import { journalStoreConfigShape } from '@aura-sign/object-store'
import { z } from 'zod'

/** Everything the worker reads from its environment. */
export const workerConfigSchema = z.object({
  DATABASE_URL: secret(),
  ...jobListsConfigShape,
  ...embedderConfigShape,
  ...journalStoreConfigShape,
  ...chainConfigShape,
  ...metricsConfigShape,
  WORKER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(2)
    .describe('Batches of embeddings that run at the same time; one more place is kept for jobs of other kinds'),
  WORKER_BATCH_SIZE: z.coerce.number().int().min(1).max(1_000).default(32).describe('Jobs per batch'),
  WORKER_LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(3_600)
    .default(30)
    .describe('After a crash, jobs in hand start again this much later'),
  WORKER_DRAIN_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600)
    .default(10)
    .describe('How long a stop waits for jobs in hand before it gives them back'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
})

export type WorkerConfig = z.output<typeof workerConfigSchema>

export function parseWorkerConfig(environment: Environment): WorkerConfig {
  return parseConfig(workerConfigSchema, environment)
}
