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
import { openRestoreStore } from '../backup/open-restore-store.ts'
import type { CommandContext } from '../config.ts'
import { chooseTarget } from './choose-target.ts'

export interface RestoreRequest {
  /** Name of a backup, or the newest complete one. */
  backup: string | 'latest'
  into: string | undefined
  /** Shows the plan; the restore goes on when it resolves to true. */
  approve: (plan: RestorePlan) => Promise<boolean>
  onProgress: (progress: RestoreProgress) => void
}

/** Restores a backup into a new embedded database and puts that into use; null when it was not approved. */
export async function runRestore(context: CommandContext, request: RestoreRequest): Promise<RestoreResult | null> {
  const { dataDirectory } = context
  const clock = systemClock
  const store = openRestoreStore(context)
  const chosen = await chooseBackup(store, request.backup)
  const { manifest } = chosen
  // Only when the target is opened: planning writes nothing, secrets included.
  const password = () => loadSecrets(dataDirectory.secretsFile).databasePassword
  const target = await chooseTarget(dataDirectory, { backup: manifest.name, into: request.into, password })
  const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations() })
  if (!(await request.approve(plan))) return null
  return await executeRestore(target, { plan, manifest, store, clock, onProgress: request.onProgress })
}
