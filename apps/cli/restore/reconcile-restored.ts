import { AuraError, systemClock } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import { migrate, openPool } from '@aura-sign/postgres'
import type { CommandContext } from '../config.ts'
import { openChainsInUse } from '../reconcile/open-chains-in-use.ts'
import { journalToRead } from '../reconcile/open-journal-store.ts'
import { embeddedStack } from '../stack-in-use/embedded-stack.ts'
import { openStore } from '../stack-in-use/open-store.ts'
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
    // Not before the restore: it has to work while this code is broken.
    const { reconcileAttestations } = await import('@aura-sign/identity')
    const chains = await openChainsInUse(context)
    const store = openStore(journalToRead(embeddedStack(context), context))
    await using resources = new AsyncDisposableStack()
    const { url } = resources.use(await openActiveDatabase(context))
    const sql = openPool({ url, applicationName: 'aura-restore' })
    resources.defer(() => sql.end({ timeout: 5 }))
    // A backup of an older release; the next start would do the same.
    await migrate(sql, { url })
    return await reconcileAttestations(
      { sql, store },
      { now: systemClock.now(), chains, onProgress: ({ records }) => onProgress(records) },
    )
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('attestations_not_reconciled', { detail }, { cause })
  }
}
