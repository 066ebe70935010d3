import { z } from 'zod'

/** How long backups stay. Ages count from the newest verified one: a clock that is ahead, or backups that end, remove nothing. */
export interface RetentionPolicy {
  /** So many of the newest verified ones, however old they are. */
  keepLast: number
  /** All of this time, verified or not. */
  keepHours: number
  /** Of each day (UTC) of this time, the newest verified one. */
  keepDays: number
}

/** Variables of the retention, for an app's schema. */
export const retentionConfigShape = {
  BACKUP_KEEP_LAST: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(7)
    .describe('So many of the newest verified backups stay, however old they are'),
  BACKUP_KEEP_HOURS: z.coerce
    .number()
    .int()
    .min(1)
    .max(8_760)
    .default(24)
    .describe('All backups of this time stay, verified or not'),
  BACKUP_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_650)
    .default(30)
    .describe('Of each day of this time the newest verified backup stays'),
}

export function retentionPolicyOf(config: {
  BACKUP_KEEP_LAST: number
  BACKUP_KEEP_HOURS: number
  BACKUP_KEEP_DAYS: number
}): RetentionPolicy {
  return {
    keepLast: config.BACKUP_KEEP_LAST,
    keepHours: config.BACKUP_KEEP_HOURS,
    keepDays: config.BACKUP_KEEP_DAYS,
  }
}
