import { availableParallelism } from 'node:os'
import { AuraError, systemClock } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import { knownMigrations } from '@aura-sign/postgres'
import {
  chooseBackup,
  executeRestore,
  finishEarlier,
  openServerSession,
  planRestore,
  type RestoreResult,
  ServerRestoreTarget,
} from '@aura-sign/recovery'
import { identitiesInUse } from '../backup/identities-in-use.ts'
import { openBackupStore } from '../backup/open-backup-store.ts'
import { openRestoreStore } from '../backup/open-restore-store.ts'
import type { CommandContext } from '../config.ts'
import { readNative } from '../stack-in-use/native-stack.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { chooseTarget } from './choose-target.ts'
import { assertDatabaseName } from './database-name.ts'
import { reconcileDatabase } from './reconcile-restored.ts'
import type { RestoreRequest } from './run-restore.ts'
import { whoRuns } from './who-runs.ts'

export interface ServerRestoreRequest extends RestoreRequest {
  /** Shows the plan and changes nothing, not even the journal. */
  isTrial: boolean
  /** Takes back what only the signed copies have, before anybody is served. */
  reconciles: boolean
  onReconcile: (records: number) => void
}

export interface ServerRestoreOutcome {
  result: RestoreResult
  report: ReconcileReport | null
  /** Only written down: an earlier run had put it into use. */
  wasInUse: boolean
  /** What this run would have restored. */
  newest: string
}

/** Restores a backup into a new database of the stack's server, and gives it the name of the one in use; null when it was not approved. */
export async function runServerRestore(
  context: CommandContext,
  { stack, url }: { stack: StackInUse; url: string },
  request: ServerRestoreRequest,
): Promise<ServerRestoreOutcome | null> {
  const clock = systemClock
  const store = stack.restoreStore ? openStore(stack.restoreStore) : openRestoreStore(context)
  // What reads backups may be an account that can write nothing.
  const journalStore = stack.backupStore ? openStore(stack.backupStore) : openBackupStore(context)
  if (request.into !== undefined) assertDatabaseName(request.into)
  const identities = identitiesInUse(context)
  const chosen = await chooseBackup(store, request.backup)
  const { manifest } = chosen
  await using session = await openServerSession({ url })
  const asked = { backup: manifest.name, isByName: request.backup !== 'latest' }
  const journal = { store: journalStore, who: whoRuns() }
  const finished = request.isTrial ? null : await finishEarlier(session, { store, journal, clock, asked })
  if (finished) return { result: finished, report: null, wasInUse: true, newest: manifest.name }
  const options = { clock, ...placeOf(context, { stack, url }) }
  const open = (name: string) => new ServerRestoreTarget(session, { name, ...options })
  const target = await chooseTarget(open, { backup: manifest.name, into: request.into })
  const { promotes = true } = request
  const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations(), promotes })
  if (!(await request.approve(plan))) return null
  const reconciled: { report: ReconcileReport | null } = { report: null }
  const settle = async (database: { url: string }) => {
    reconciled.report = await reconcileDatabase(context, {
      ...{ stack, url: database.url, onProgress: request.onReconcile },
    }).catch((cause: unknown) => {
      const detail = `its attestations could not be reconciled: ${cause instanceof Error ? cause.message : String(cause)}`
      throw new AuraError('restore_not_promoted', { database: target.name, detail }, { cause })
    })
  }
  const result = await executeRestore(target, {
    identities,
    ...{
      plan,
      manifest,
      store,
      clock,
      onProgress: request.onProgress,
      journal,
    },
    ...(request.reconciles && { settle }),
  })
  return { result, report: reconciled.report, wasInUse: false, newest: manifest.name }
}

/** What this machine can tell of the server, or lend it. */
function placeOf(context: CommandContext, { stack, url }: { stack: StackInUse; url: string }) {
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
  const native = stack.kind === 'native' ? readNative(context) : null
  return {
    ...(native && { superuserUrl: native.urls.superuserUrl }),
    spacePath: native ? stack.directory : null,
    machine: isHere ? { memoryBytes: process.availableMemory(), cores: availableParallelism() } : null,
  }
}
