import { secret } from '@aura-sign/core'
import { z } from 'zod'

const httpUrl = z.url({ protocol: /^https?$/ }).optional()

/** Services of one's own, as the environment names them. */
export const serviceConfigSchema = z.object({
  DATABASE_URL: secret().optional(),
  REDIS_URL: secret()
    .refine((url) => URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol), 'has to be a redis:// URL')
    .optional(),
  OBJECT_STORE_URL: z.string().optional(),
  OBJECT_STORE_ACCESS_KEY_ID: secret().optional(),
  OBJECT_STORE_SECRET_ACCESS_KEY: secret().optional(),
  BACKUP_STORE_URL: z.string().optional(),
  BACKUP_STORE_ACCESS_KEY_ID: secret().optional(),
  BACKUP_STORE_SECRET_ACCESS_KEY: secret().optional(),
  APP_URL: httpUrl,
  PROMETHEUS_URL: httpUrl,
})
