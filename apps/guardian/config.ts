import { type Environment, parseConfig, secret } from '@aura-sign/core'
import { metricsConfigShape } from '@aura-sign/metrics'
import { backupStoreConfigShape, objectStoreConfigShape, restoreStoreConfigShape } from '@aura-sign/object-store'
import { backupFormatConfigShape, objectsConfigShape } from '@aura-sign/recovery'
import { z } from 'zod'
import { scheduleConfigShape } from './schedule/schedule-config.ts'

/** What the guardian reads from the environment. */
export const guardianConfigSchema = z.object({
  DATABASE_URL: secret(),
  ...backupStoreConfigShape,
  ...restoreStoreConfigShape,
  ...backupFormatConfigShape,
  // Refused as the place of backups; copied to them where the account below may read it, or where it is a folder.
  ...objectStoreConfigShape,
  OBJECT_STORE_URL: objectStoreConfigShape.OBJECT_STORE_URL.optional(),
  ...objectsConfigShape,
  BACKUP_IDENTITY_FILE: z
    .string()
    .optional()
    .describe('Identities that open encrypted backups, for their verification; without it they are verified elsewhere'),
  GUARDIAN_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address of the control listener; elsewhere than on loopback only where the network is private'),
  GUARDIAN_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port of the private control listener; default: a free one'),
  GUARDIAN_TOKEN: secret()
    .min(32)
    .optional()
    .describe('Bearer token of the control listener; default: a new one at each start'),
  ...metricsConfigShape,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
  HEARTBEAT_TRAIL_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe('Between two heartbeats in the backup store; the loss is known to this accuracy when all else is gone'),
  ...scheduleConfigShape,
})

export type GuardianConfig = z.output<typeof guardianConfigSchema>

export function parseGuardianConfig(environment: Environment): GuardianConfig {
  return parseConfig(guardianConfigSchema, environment)
}
