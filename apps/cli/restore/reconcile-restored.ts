import { AuraError, systemClock } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import { migrate, openPool } from '@aura-sign/postgres'
import type { CommandContext } from '../config.ts'
import { openChainsInUse } from '../reconcile/open-chains-in-use.ts'
import { openJournalStoreOf } from '../reconcile/open-journal-store.ts'
import { embeddedStack } from '../stack-in-use/embedded-stack.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { openActiveDatabase } from '../up/open-active-database.ts'

/**
 * Gives the embedded database that a restore has put into use what only the signed copies have, while nobody is served from it
 * yet: what was revoked since the backup would count as valid. Throws `attestations_not_reconciled`, whatever the reason: the
 * database stays restored.
 */
export async function reconcileRestored(
  context: CommandContext,
  { onProgress }: { onProgress: (records: number) => void },
): Promise<ReconcileReport> {
  try {
    await using database = await openActiveDatabase(context)
    return await reconcileDatabase(context, { stack: embeddedStack(context), url: database.url, onProgress })
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('attestations_not_reconciled', { detail }, { cause })
  }
}

/** The same for any database of a stack that nobody is served from; throws whatever goes wrong. */
export async function reconcileDatabase(
  context: CommandContext,
  options: { stack: StackInUse; url: string; onProgress: (records: number) => void },
): Promise<ReconcileReport> {
  const { stack, url, onProgress } = options
  // Not before the restore: it has to work while this code is broken.
  const { reconcileAttestations } = await import('@aura-sign/identity')
  const chains = await openChainsInUse(context)
  const store = openJournalStoreOf(stack, context)
  await using resources = new AsyncDisposableStack()
  const sql = openPool({ url, applicationName: 'aura-restore' })
  resources.defer(() => sql.end({ timeout: 5 }))
  // A backup of an older release; the next start would do the same.
  await migrate(sql, { url })
  return await reconcileAttestations(
    { sql, store },
    { now: systemClock.now(), chains, onProgress: ({ records }) => onProgress(records) },
  )
}
