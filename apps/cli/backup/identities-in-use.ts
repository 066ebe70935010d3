import { readIdentityFile } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'

/** The identities of `BACKUP_IDENTITY_FILE`, or none. Throws `identity_file_unreadable` and `identity_file_invalid`. */
export function identitiesInUse({ config }: CommandContext): string[] {
  return config.BACKUP_IDENTITY_FILE === undefined ? [] : readIdentityFile(config.BACKUP_IDENTITY_FILE)
}
