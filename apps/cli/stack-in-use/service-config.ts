import { secret } from '@aura-sign/core'
import {
  backupStoreConfigShape,
  journalStoreConfigShape,
  objectStoreConfigShape,
  restoreStoreConfigShape,
} from '@aura-sign/object-store'
import { z } from 'zod'

const httpUrl = z.url({ protocol: /^https?$/ }).optional()

/** Services of one's own, as the environment names them. */
export const serviceConfigSchema = z.object({
  DATABASE_URL: secret().optional(),
  REDIS_URL: secret()
    .refine((url) => URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol), 'has to be a redis:// URL')
    .optional(),
  ...objectStoreConfigShape,
  OBJECT_STORE_URL: objectStoreConfigShape.OBJECT_STORE_URL.optional(),
  ...backupStoreConfigShape,
  BACKUP_STORE_URL: backupStoreConfigShape.BACKUP_STORE_URL.optional(),
  ...restoreStoreConfigShape,
  ...journalStoreConfigShape,
  APP_URL: httpUrl,
  PROMETHEUS_URL: httpUrl.describe('Prometheus of your own, which "./aura wait prometheus" asks'),
})
