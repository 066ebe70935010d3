import { pathToFileURL } from 'node:url'
import { createLogger, systemClock, withVariables } from '@aura-sign/core'
import { parseSiteConfig, startSite } from '@aura-sign/demo-site'
import {
  type GuardianConfig,
  type GuardianHooks,
  parseGuardianConfig,
  startGuardian,
  verificationProbes,
} from '@aura-sign/guardian'
import { createEmbedder, openChainsFrom } from '@aura-sign/identity'
import { createMetricsRegistry, databaseMetrics, openMetricsListener } from '@aura-sign/metrics'
import {
  assertStoresApart,
  openBackupStoreFrom,
  openJournalStoreFrom,
  openObjectStoreFrom,
  openRestoreStoreFrom,
} from '@aura-sign/object-store'
import { assertSchemaCurrent, connectionsMaxDefault, migrate, openPool } from '@aura-sign/postgres'
import { openServerScratch, scheduleObjectsBackup } from '@aura-sign/recovery'
import { claimStack, type RunFile } from '@aura-sign/stack'
import { parseWorkerConfig, startWorker } from '@aura-sign/worker'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import { openEmbeddedScratch } from '../verify/embedded-scratch.ts'
import { openActiveDatabase } from './open-active-database.ts'
import { prepareDataDirectory } from './prepare-data-directory.ts'
import { refuseEmptyStart } from './refuse-empty-start.ts'

/** Beside running jobs: requests, a backup, clients of the database. */
const stopSecondsBesideDrain = 20

/** A stack in this process. */
export interface RunningStack {
  run: RunFile
  /** Where people open it. */
  appUrl: string
  /** Settles only when something the stack cannot live without has failed. */
  failed: Promise<Error>
  /** Drains and closes in reverse order of starting. */
  stop(): Promise<void>
}

/** Starts database, worker, guardian and site in this process; whatever was started is closed when a later part fails. */
export async function startEmbeddedStack(context: CommandContext): Promise<RunningStack> {
  const { dataDirectory, environment } = context
  await using resources = new AsyncDisposableStack()

  await prepareDataDirectory(dataDirectory)
  // First taken and last given back: whoever waits for the stack to stop waits for all of it.
  const claim = await claimStack(dataDirectory.runFile)
  resources.defer(() => claim.release())
  await refuseEmptyStart(context)
  const database = await openActiveDatabase(context)
  resources.defer(() => database.close())
  const siteConfig = parseSiteConfig(withVariables(environment, { DATABASE_URL: database.url }))
  const workerConfig = parseWorkerConfig(withVariables(environment, { DATABASE_URL: database.url }))
  const guardianConfig = parseGuardianConfig(
    withVariables(environment, { DATABASE_URL: database.url, BACKUP_STORE_URL: backupStoreUrl(context) }),
  )
  const logger = createLogger({ name: 'aura', level: siteConfig.LOG_LEVEL })

  const metrics = createMetricsRegistry()
  const observer = databaseMetrics(metrics, { connectionsMax: connectionsMaxDefault })
  const sql = openPool({ url: database.url, applicationName: 'aura', observer })
  resources.defer(() => sql.end({ timeout: 5 }))
  await migrate(sql, { url: database.url })
  await assertSchemaCurrent(sql)

  const clock = systemClock
  const embedder = createEmbedder(workerConfig)
  const JOURNAL_STORE_URL = workerConfig.JOURNAL_STORE_URL ?? guardianConfig.BACKUP_STORE_URL
  const OBJECT_STORE_URL = siteConfig.OBJECT_STORE_URL ?? pathToFileURL(dataDirectory.objects).href
  assertStoresApart(OBJECT_STORE_URL, JOURNAL_STORE_URL)
  const journalStore = openJournalStoreFrom({ ...workerConfig, JOURNAL_STORE_URL })
  const chains = openChainsFrom(siteConfig)
  const worker = startWorker({ sql, embedder, logger, clock, config: workerConfig, metrics, journalStore, chains })
  resources.defer(() => worker.stop())
  const objects = openObjectStoreFrom({ ...siteConfig, OBJECT_STORE_URL })
  const backupStore = openBackupStoreFrom(guardianConfig)
  const guardian = await startGuardian({
    config: guardianConfig,
    sql,
    source: database,
    backupStore,
    restoreStore: openRestoreStoreFrom(guardianConfig),
    logger,
    clock,
    hooks: {
      verification: verificationHere(context, guardianConfig),
      objects: scheduleObjectsBackup({
        ...{ objects, backups: backupStore, clock, keepDays: guardianConfig.OBJECTS_KEEP_DAYS },
      }),
    },
    metrics,
  })
  resources.defer(() => guardian.stop())
  const site = await startSite({
    config: siteConfig,
    sql,
    objects,
    journalStore,
    embedder,
    logger,
    clock,
    wakeWorkers: worker.wake,
    metrics,
  })
  resources.defer(() => site.stop())
  resources.use(await openMetricsListener(metrics, { config: siteConfig, logger }))

  const run: RunFile = {
    pid: process.pid,
    startedAt: clock.now().toISOString(),
    siteUrl: site.localUrl,
    databaseUrl: database.url,
    controlUrl: guardian.controlUrl,
    controlToken: guardian.controlToken,
    stopSecondsMax: workerConfig.WORKER_DRAIN_SECONDS + stopSecondsBesideDrain,
    ...(environment.AURA_DRILL_ID && { drill: environment.AURA_DRILL_ID }),
  }
  claim.publish(run)

  const running = resources.move()
  return { run, appUrl: site.url, failed: database.failure, stop: () => running.disposeAsync() }
}

/** On a server of their own where one is named, else in folders of the data directory. */
function verificationHere(context: CommandContext, config: GuardianConfig): GuardianHooks['verification'] & object {
  const { VERIFY_DATABASE_URL: url, CHAIN_RPC_URLS: chainRpcUrls } = config
  return {
    scratch: url === undefined ? openEmbeddedScratch(context.dataDirectory) : openServerScratch({ url }),
    probes: async () => verificationProbes({ now: () => systemClock.now(), chainRpcUrls }),
  }
}
