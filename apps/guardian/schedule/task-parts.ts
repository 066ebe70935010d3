import type { Clock, Logger } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import type { BackupRunner } from '../backup-runner.ts'
import type { GuardianConfig } from '../config.ts'
import type { GuardianHooks } from './guardian-hooks.ts'

/** What the tasks of the schedule work with. */
export interface TaskParts {
  config: GuardianConfig
  store: ObjectStore
  runner: BackupRunner
  hooks: GuardianHooks
  clock: Clock
  logger: Logger
}
