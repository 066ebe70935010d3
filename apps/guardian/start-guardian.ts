import { randomBytes } from 'node:crypto'
import { AuraError, type Clock, type Logger, newId } from '@aura-sign/core'
import type { MetricsRegistry } from '@aura-sign/metrics'
import { type ObjectStore, withReader } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import { backupFormatFrom, HeartbeatTrail, type SnapshotSource } from '@aura-sign/recovery'
import { BackupRunner } from './backup-runner.ts'
import type { GuardianConfig } from './config.ts'
import { startControlServer } from './control-server.ts'
import { startGuardianMetrics } from './guardian-metrics.ts'
import { defaultIntervals, type HeartbeatIntervals, startHeartbeat } from './heartbeat-loop.ts'
import { startObjectCopiesMetrics } from './object-copies-metrics.ts'
import { createRoutes } from './routes.ts'
import { createTasks } from './schedule/create-tasks.ts'
import type { GuardianHooks } from './schedule/guardian-hooks.ts'
import { GuardianLease } from './schedule/guardian-lease.ts'
import { Scheduler, type SchedulerIntervals } from './schedule/scheduler.ts'
import { watchWalArchive } from './wal-archive-metrics.ts'

export interface Guardian {
  /** Base URL of the private listener; every request carries `Authorization: Bearer <controlToken>`. */
  readonly controlUrl: string
  readonly controlToken: string
  /** Ends the heartbeat, waits for a running backup, closes the listener. */
  stop(): Promise<void>
}

export interface GuardianOptions {
  config: GuardianConfig
  sql: Sql
  source: SnapshotSource
  backupStore: ObjectStore
  /** The same place, by the account that only reads; default: by that of the backups. */
  restoreStore?: ObjectStore
  logger: Logger
  clock: Clock
  intervals?: HeartbeatIntervals
  /** What the schedule does beside making logical backups. */
  hooks?: GuardianHooks
  scheduling?: { intervals: SchedulerIntervals; leaseTtlMs: number }
  metrics?: MetricsRegistry
}

/** For the start only: before each backup the store is asked again. */
const storeAnswerMs = 10_000
const unfit: ReadonlySet<string> = new Set(['object_store_condition_ignored', 'object_store_encryption_missing'])

/**
 * Starts the heartbeat, its trail in the backup store, the schedule, and the listener that makes backups on request. Throws
 * `object_store_condition_ignored` where a backup could overwrite another one, `object_store_encryption_missing` where it would
 * not be encrypted as its URL asks; a store that does not answer is no reason not to start.
 */
export async function startGuardian(options: GuardianOptions): Promise<Guardian> {
  const { sql, clock, config, restoreStore = options.backupStore } = options
  const backupStore = withReader(options.backupStore, restoreStore)
  const logger = options.logger.child({ part: 'guardian' })
  const bound = { signal: AbortSignal.timeout(storeAnswerMs) }
  await Promise.all([backupStore.assertConditionKept(bound), backupStore.assertEncrypted(bound)]).catch((error) => {
    if (error instanceof AuraError && unfit.has(error.code)) throw error
    logger.warn({ err: error }, 'the backup store does not answer')
  })
  const controlToken = config.GUARDIAN_TOKEN ?? randomBytes(32).toString('base64url')
  const runner = new BackupRunner(options.source, {
    store: backupStore,
    clock,
    logger,
    format: backupFormatFrom(config),
  })
  const trail = new HeartbeatTrail(backupStore, { writerId: newId() })
  const intervals = options.intervals ?? { ...defaultIntervals, trailMs: config.HEARTBEAT_TRAIL_SECONDS * 1000 }
  const heartbeat = startHeartbeat(sql, { trail, logger, clock, intervals })
  try {
    const schedule =
      config.GUARDIAN_SCHEDULE === 'on' ? createScheduler({ ...options, backupStore, logger, runner }) : null
    const startedAt = clock.now()
    const routes = createRoutes({ runner, store: restoreStore, heartbeat: heartbeat.state, startedAt, schedule })
    const { GUARDIAN_HOST: host, GUARDIAN_PORT: port } = config
    const server = await startControlServer({ host, port, token: controlToken, routes, logger })
    const metrics =
      options.metrics &&
      startGuardianMetrics(options.metrics, {
        ...{ store: restoreStore, clock, heartbeat, runner, schedule },
        physical: options.hooks?.physical,
      })
    const copies = options.metrics && startObjectCopiesMetrics(options.metrics, { store: restoreStore, clock })
    const walArchive = options.metrics && watchWalArchive(options.metrics, { sql })
    schedule?.start()
    const stop = async () => {
      await metrics?.stop()
      await copies?.stop()
      await walArchive?.stop()
      await schedule?.stop()
      await heartbeat.stop()
      await runner.idle()
      await server.close()
    }
    return { controlUrl: server.url, controlToken, stop }
  } catch (error) {
    await heartbeat.stop()
    throw error
  }
}

/** A guardian that is killed is replaced after this long. */
const leaseTtlMsDefault = 30_000

function createScheduler(options: GuardianOptions & { runner: BackupRunner }): Scheduler {
  const { sql, clock, logger, config, runner, scheduling, backupStore: store } = options
  const lease = new GuardianLease(sql, {
    ...{ name: 'schedule', clock },
    ttlMs: scheduling?.leaseTtlMs ?? leaseTtlMsDefault,
  })
  const tasks = createTasks({ config, store, runner, hooks: options.hooks ?? {}, clock, logger })
  return new Scheduler(tasks, {
    ...{ lease, store, clock, logger },
    ...(scheduling && { intervals: scheduling.intervals }),
  })
}
