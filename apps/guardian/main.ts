import { AuraError, createLogger, type RunningService, runService, systemClock } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { openPool } from '@aura-sign/postgres'
import type { SnapshotSource } from '@aura-sign/recovery'
import { parseGuardianConfig } from './config.ts'
import { startGuardian } from './start-guardian.ts'

/** A backup that takes longer is cut off: without a manifest nothing takes what it left for a backup. */
const stopSecondsMax = 12

await runService(startProcess)

/** The guardian as a process of its own: runs until SIGTERM or SIGINT. It outlives its database, also at the start. */
async function startProcess(): Promise<RunningService> {
  const config = parseGuardianConfig(process.env)
  const logger = createLogger({ name: 'guardian', level: config.LOG_LEVEL })
  await using resources = new AsyncDisposableStack()
  const sql = openPool({ url: config.DATABASE_URL, applicationName: 'aura-guardian' })
  resources.defer(() => sql.end({ timeout: 5 }))
  const guardian = await startGuardian({
    config,
    sql,
    source: noSource(),
    backupStore: openObjectStore(config.BACKUP_STORE_URL),
    logger,
    clock: systemClock,
  })
  resources.defer(() => guardian.stop())
  logger.info({ controlUrl: guardian.controlUrl }, 'guardian started')
  const running = resources.move()
  return { stop: () => running.disposeAsync(), stopSecondsMax }
}

function noSource(): SnapshotSource {
  return { snapshot: () => Promise.reject(new AuraError('internal_error')) }
}
