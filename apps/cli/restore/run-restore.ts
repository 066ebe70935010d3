import { systemClock } from '@aura-sign/core'
import { knownMigrations } from '@aura-sign/postgres'
import {
  chooseBackup,
  executeRestore,
  planRestore,
  type RestorePlan,
  type RestoreProgress,
  type RestoreResult,
} from '@aura-sign/recovery'
import { loadSecrets } from '@aura-sign/stack'
import { identitiesInUse } from '../backup/identities-in-use.ts'
import { openBackupStore } from '../backup/open-backup-store.ts'
import { openRestoreStore } from '../backup/open-restore-store.ts'
import type { CommandContext } from '../config.ts'
import { chooseEmbeddedTarget } from './choose-embedded-target.ts'
import { whoRuns } from './who-runs.ts'

/** What every way to restore a whole database is asked for. */
export interface RestoreRequest {
  /** Name of a backup, or the newest complete one. */
  backup: string | 'latest'
  into: string | undefined
  /** Off, the restored database stays beside the one in use; default on. */
  promotes?: boolean
  /** Shows the plan; the restore goes on when it resolves to true. */
  approve: (plan: RestorePlan) => Promise<boolean>
  onProgress: (progress: RestoreProgress) => void
}

/** Restores a backup into a new embedded database and puts that into use; null when it was not approved. */
export async function runRestore(context: CommandContext, request: RestoreRequest): Promise<RestoreResult | null> {
  const { dataDirectory } = context
  const clock = systemClock
  const store = openRestoreStore(context)
  const identities = identitiesInUse(context)
  const chosen = await chooseBackup(store, request.backup)
  const { manifest } = chosen
  // Only when the target is opened: planning writes nothing, secrets included.
  const password = () => loadSecrets(dataDirectory.secretsFile).databasePassword
  const target = await chooseEmbeddedTarget(dataDirectory, { backup: manifest.name, into: request.into, password })
  const { promotes = true } = request
  const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations(), promotes })
  if (!(await request.approve(plan))) return null
  // What reads backups may be an account that can write nothing.
  const journal = { store: openBackupStore(context), who: whoRuns() }
  return await executeRestore(target, {
    ...{ plan, manifest, store, clock, journal, identities, onProgress: request.onProgress },
  })
}
