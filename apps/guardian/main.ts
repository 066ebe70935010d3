import { createLogger, type Logger, type RunningService, runService, systemClock } from '@aura-sign/core'
import { createMetricsRegistry, databaseMetrics, openMetricsListener } from '@aura-sign/metrics'
import {
  assertStoresApart,
  type ObjectStore,
  openBackupStoreFrom,
  openObjectStoreFrom,
  openRestoreStoreFrom,
} from '@aura-sign/object-store'
import { connectionsMaxDefault, openPool, type Sql } from '@aura-sign/postgres'
import { openServerScratch, openServerSnapshotSource, scheduleObjectsBackup } from '@aura-sign/recovery'
import { type GuardianConfig, parseGuardianConfig } from './config.ts'
import type { GuardianHooks } from './schedule/guardian-hooks.ts'
import { pgBackRestBackups } from './schedule/pgbackrest-backups.ts'
import { startGuardian } from './start-guardian.ts'
import { verificationProbes } from './verification-probes.ts'

/** A backup that takes longer is cut off: without a manifest nothing takes what it left for a backup. */
const stopSecondsMax = 12

await runService(startProcess)

/** The guardian as a process of its own: runs until SIGTERM or SIGINT. It outlives its database, also at the start. */
async function startProcess(): Promise<RunningService> {
  const config = parseGuardianConfig(process.env)
  const logger = createLogger({ name: 'guardian', level: config.LOG_LEVEL })
  const { OBJECT_STORE_URL, BACKUP_STORE_URL } = config
  const warning = OBJECT_STORE_URL === undefined ? null : assertStoresApart(OBJECT_STORE_URL, BACKUP_STORE_URL)
  if (warning !== null) logger.warn(warning)
  await using resources = new AsyncDisposableStack()
  const metrics = createMetricsRegistry()
  const sql = openPool({
    url: config.DATABASE_URL,
    applicationName: 'aura-guardian',
    observer: databaseMetrics(metrics, { connectionsMax: connectionsMaxDefault }),
  })
  resources.defer(() => sql.end({ timeout: 5 }))
  const backupStore = openBackupStoreFrom(config)
  const objects = openObjects(config)
  const guardian = await startGuardian({
    config,
    sql,
    source: openServerSnapshotSource({ url: config.DATABASE_URL }),
    backupStore,
    restoreStore: openRestoreStoreFrom(config),
    logger,
    clock: systemClock,
    hooks: {
      verification: {
        scratch: openServerScratch({ url: config.VERIFY_DATABASE_URL ?? config.DATABASE_URL }),
        probes: async () => verificationProbes({ now: () => systemClock.now(), chainRpcUrls: config.CHAIN_RPC_URLS }),
      },
      ...(await openPhysical(config, { sql, logger })),
      ...(objects && {
        objects: scheduleObjectsBackup({
          ...{ objects, backups: backupStore, clock: systemClock, keepDays: config.OBJECTS_KEEP_DAYS },
        }),
      }),
    },
    metrics,
  })
  resources.defer(() => guardian.stop())
  resources.use(await openMetricsListener(metrics, { config, logger }))
  logger.info({ controlUrl: guardian.controlUrl }, 'guardian started')
  const running = resources.move()
  return { stop: () => running.disposeAsync(), stopSecondsMax }
}

/** Physical backups, where pgBackRest is set up for this database. */
async function openPhysical(
  config: GuardianConfig,
  { sql, logger }: { sql: Sql; logger: Logger },
): Promise<Pick<GuardianHooks, 'physical'>> {
  const { PGBACKREST_CONFIG: settings, PGBACKREST_PROGRAM: program, PGBACKREST_PASSFILE: passwords } = config
  if (settings === undefined) return {}
  // Only here: the embedded database would come along.
  const { markerVariable, openPgBackRestProgram } = await import('@aura-sign/stack')
  const [uid, gid] = config.PGBACKREST_USER?.split(':').map(Number) ?? []
  const marker = process.env[markerVariable]
  const pgBackRest = openPgBackRestProgram({
    ...{ program, settings },
    ...(passwords !== undefined && { passwords }),
    ...(uid !== undefined && gid !== undefined && { user: { uid, gid } }),
    ...(marker !== undefined && { environment: { [markerVariable]: marker } }),
  })
  return { physical: pgBackRestBackups(pgBackRest, { sql, clock: systemClock, logger }) }
}

/** The objects, where an account to read them is named, or they are a folder; without one they are somebody else's to copy. */
function openObjects(config: GuardianConfig): ObjectStore | null {
  const { OBJECT_STORE_URL, OBJECT_STORE_ACCESS_KEY_ID: account } = config
  if (OBJECT_STORE_URL === undefined) return null
  if (account === undefined && !OBJECT_STORE_URL.startsWith('file:')) return null
  return openObjectStoreFrom({ ...config, OBJECT_STORE_URL })
}
