import { z } from 'zod'
import { parseRecipients } from '../keys/parse-recipients.ts'
import type { BackupFormat } from './backup-format.ts'

/** How backups are written, as the environment says. */
export const backupFormatConfigShape = {
  BACKUP_FORMAT: z.enum(['gz', 'zst']).default('gz').describe('Compression of backups; zst is faster and smaller'),
  BACKUP_RECIPIENTS: z
    .string()
    .optional()
    .describe('Whom backups are encrypted for: recipients of age (age1…), separated by commas; default: nobody'),
}

export type BackupFormatConfig = z.output<z.ZodObject<typeof backupFormatConfigShape>>

/** What a command says wins over the environment. Throws `recipient_invalid`. */
export function backupFormatFrom(
  config: BackupFormatConfig,
  flags: { format?: 'gz' | 'zst'; recipients?: readonly string[] } = {},
): Pick<BackupFormat, 'compression' | 'recipients'> {
  const { format = config.BACKUP_FORMAT, recipients = [] } = flags
  const asked = recipients.length > 0 ? recipients.join(' ') : (config.BACKUP_RECIPIENTS ?? '')
  return { compression: format === 'zst' ? 'zstd' : 'gzip', recipients: parseRecipients(asked) }
}
