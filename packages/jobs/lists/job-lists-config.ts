import { secret } from '@aura-sign/core'

/** Where the job lists are, for the configuration of every app that queues or runs jobs. */
export const jobListsConfigShape = {
  REDIS_URL: secret()
    .refine((url) => URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol), 'has to be a redis:// URL')
    .optional()
    .describe('Redis 7 or newer, which tells workers of jobs at once; without it they ask Postgres'),
}
