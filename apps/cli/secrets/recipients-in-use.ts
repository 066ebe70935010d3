import { parseRecipients } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'

/** Whom bundles are made for: those named, else those of the configuration; none is an empty list. Throws `recipient_invalid`. */
export function recipientsInUse({ config }: CommandContext, named: readonly string[] = []): string[] {
  if (named.length > 0) return parseRecipients(named.join(','))
  return parseRecipients(config.SECRETS_RECIPIENTS ?? config.BACKUP_RECIPIENTS ?? '')
}
