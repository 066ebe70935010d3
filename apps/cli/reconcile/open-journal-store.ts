import { AuraError } from '@aura-sign/core'
import { journalReaderCredentials, type ObjectStore } from '@aura-sign/object-store'
import type { CommandContext } from '../config.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { s3PlaceOf } from '../stack-in-use/s3-place-of.ts'
import type { StackInUse, StoreInUse } from '../stack-in-use/stack-in-use.ts'

/**
 * Where the signed copies are read from: the place that the stack's site copies them to, by an account that may read.
 * Throws `journal_store_missing`.
 */
export function openJournalStoreOf(stack: StackInUse, context: CommandContext): ObjectStore {
  return openStore(journalToRead(stack, context))
}

/** The account that puts copies cannot read them: it is `JOURNAL_READER_…`, else that which reads the backups on the same server. */
export function journalToRead(
  { journal, restoreStore }: Pick<StackInUse, 'journal' | 'restoreStore'>,
  { config }: Pick<CommandContext, 'config'>,
): StoreInUse {
  const url = journal?.url ?? restoreStore?.url
  if (url === undefined) throw new AuraError('journal_store_missing')
  const reader = journalReaderCredentials(config)
  if (reader !== null) return { url, credentials: reader }
  const isWithBackups = restoreStore !== null && s3PlaceOf(url)?.endpoint === s3PlaceOf(restoreStore.url)?.endpoint
  return { url, credentials: isWithBackups ? restoreStore.credentials : null }
}
