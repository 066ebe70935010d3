import { createLogger, type RunningService, runService, systemClock } from '@aura-sign/core'
import { createEmbedder, openChainsFrom } from '@aura-sign/identity/worker'
import { dispatchAfterCommit, openJobLists } from '@aura-sign/jobs'
import { createMetricsRegistry, databaseMetrics, openMetricsListener } from '@aura-sign/metrics'
import { openJournalStoreFrom } from '@aura-sign/object-store'
import { assertReachable, assertSchemaCurrent, connectionsMaxDefault, openPool } from '@aura-sign/postgres'
import { parseWorkerConfig } from './config.ts'
import { startWorker } from './start-worker.ts'

/** Giving leases back, and closing connections, beside the drain. */
const stopSecondsBesideDrain = 12

await runService(startProcess)

/** The worker as a process of its own: runs until SIGTERM or SIGINT, then drains. */
async function startProcess(): Promise<RunningService> {
  const config = parseWorkerConfig(process.env)
  const logger = createLogger({ name: 'worker', level: config.LOG_LEVEL })
  const embedder = createEmbedder(config)
  await using resources = new AsyncDisposableStack()
  const metrics = createMetricsRegistry()
  const pool = openPool({
    url: config.DATABASE_URL,
    applicationName: 'aura-worker',
    observer: databaseMetrics(metrics, { connectionsMax: connectionsMaxDefault }),
  })
  resources.defer(() => pool.end({ timeout: 5 }))
  const lists = config.REDIS_URL === undefined ? null : openJobLists({ url: config.REDIS_URL, logger })
  resources.use(lists)
  const sql = lists ? dispatchAfterCommit(pool, lists.push) : pool
  await assertReachable(sql)
  await assertSchemaCurrent(sql)
  const journalStore = openJournalStoreFrom(config)
  const chains = openChainsFrom(config)
  const worker = startWorker({
    sql,
    embedder,
    logger,
    clock: systemClock,
    config,
    metrics,
    journalStore,
    chains,
    lists,
  })
  resources.defer(async () => {
    await worker.stop()
    logger.info(worker.stats(), 'worker stopped')
  })
  logger.info({ embedder: config.EMBEDDER, lists: lists !== null }, 'worker started')
  resources.use(await openMetricsListener(metrics, { config, logger }))
  const running = resources.move()
  return { stop: () => running.disposeAsync(), stopSecondsMax: config.WORKER_DRAIN_SECONDS + stopSecondsBesideDrain }
}
