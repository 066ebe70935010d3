import { AuraError, systemClock } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import { assertSchemaCurrent, type Sql } from '@aura-sign/postgres'
import type { CommandContext } from '../config.ts'
import { openChainsInUse } from '../reconcile/open-chains-in-use.ts'
import { openJournalStoreOf } from '../reconcile/open-journal-store.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'

/**
 * Gives a recovered database what only the signed copies have, before it is put into use: what was revoked since would count as
 * valid. Throws `restore_at_not_reconciled`, whatever the reason.
 */
export async function reconcileRecovered(
  context: CommandContext,
  { stack, sql }: { stack: StackInUse; sql: Sql },
): Promise<ReconcileReport> {
  try {
    await assertSchemaCurrent(sql)
    const { reconcileAttestations } = await import('@aura-sign/identity')
    const [chains, store] = [await openChainsInUse(context), openJournalStoreOf(stack, context)]
    return await reconcileAttestations({ sql, store }, { now: systemClock.now(), chains })
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('restore_at_not_reconciled', { detail }, { cause })
  }
}
