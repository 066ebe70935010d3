import { secret } from '@aura-sign/core'
import { retentionConfigShape } from '@aura-sign/recovery'
import { z } from 'zod'

const every = (unit: number) => z.coerce.number().min(0).max(unit)

/** Variables of the schedule; an interval of 0 switches its task off. */
export const scheduleConfigShape = {
  GUARDIAN_SCHEDULE: z
    .enum(['on', 'off'])
    .default('on')
    .describe('off: the guardian runs nothing by itself, because timers of the system do'),
  BACKUP_EVERY_MINUTES: every(10_080)
    .optional()
    .describe('Between two logical backups; default: 5 where no WAL is archived, else 60'),
  VERIFY_EVERY_HOURS: every(8_760).default(24).describe('A backup is restored and compared at least so often'),
  VERIFY_EVERY_BACKUPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(48)
    .describe('And after so many new backups, if that comes first; 0: by time only'),
  PRUNE_EVERY_MINUTES: every(10_080).default(60).describe('Between two times that old backups are removed'),
  OBJECTS_EVERY_MINUTES: every(10_080).default(15).describe('Between two copies of new objects to the backup store'),
  PHYSICAL_FULL_EVERY_HOURS: every(8_760).default(168).describe('Between two full backups by pgBackRest'),
  PHYSICAL_DIFF_EVERY_HOURS: every(8_760).default(24).describe('Between two differential backups by pgBackRest'),
  PGBACKREST_CONFIG: z
    .string()
    .optional()
    .describe('Settings of pgBackRest for this database: then physical backups are made on the schedule'),
  PGBACKREST_PROGRAM: z.string().default('pgbackrest').describe('Path of pgBackRest'),
  PGBACKREST_PASSFILE: z.string().optional().describe('Password file of libpq that pgBackRest connects with'),
  PGBACKREST_USER: z
    .string()
    .regex(/^\d+:\d+$/, 'has to be two numbers, of a user and of a group, as 999:999')
    .optional()
    .describe('Who runs it, where that is not who runs the guardian'),
  VERIFY_DATABASE_URL: secret()
    .refine(
      (url) => URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol),
      'has to be a postgresql:// URL',
    )
    .optional()
    .describe(
      'Server on which backups are restored on trial, by a role that may make databases; default: DATABASE_URL',
    ),
  // As the site has it; its form is checked there.
  CHAIN_RPC_URLS: secret().optional().describe('Nodes that are asked about contract wallets when a backup is verified'),
  ...retentionConfigShape,
}
