import { AuraError } from '@aura-sign/core'
import { type BackupFormat, parseRecipients } from '@aura-sign/recovery'

/** What a request for a backup asks for in its query, `?format=zst&recipient=age1…`; what it leaves out is the guardian's own. */
export function readBackupFormat(url: string | undefined): Partial<BackupFormat> {
  const query = new URLSearchParams((url ?? '').split('?', 2)[1] ?? '')
  const [format, recipients] = [query.get('format'), parseRecipients(query.getAll('recipient').join(' '))]
  if (format !== null && format !== 'gz' && format !== 'zst') {
    throw new AuraError('usage', { detail: `"${format}" is no format of backups: gz or zst` })
  }
  return {
    ...(format !== null && { compression: format === 'zst' ? 'zstd' : 'gzip' }),
    ...(recipients.length > 0 && { recipients }),
  }
}
