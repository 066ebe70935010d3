import { createLogger, type RunningService, runService, systemClock } from '@aura-sign/core'
import { createEmbedder } from '@aura-sign/identity'
import { dispatchAfterCommit, openJobLists, startKeepingLists } from '@aura-sign/jobs'
import { createMetricsRegistry, databaseMetrics, openMetricsListener } from '@aura-sign/metrics'
import { assertStoresApart, openJournalStoreFrom, openObjectStoreFrom } from '@aura-sign/object-store'
import { assertReachable, assertSchemaCurrent, connectionsMaxDefault, openPool } from '@aura-sign/postgres'
import { parseSiteConfig } from './server/config.ts'
import { openRedisProbe } from './server/probes/redis.ts'
import type { Probe } from './server/site-services.ts'
import { startSite } from './server/start-site.ts'

/** For requests that run, then for connections to close. */
const stopSecondsMax = 12

await runService(startProcess)

/** The site as a process of its own: runs until SIGTERM or SIGINT, then finishes running requests. */
async function startProcess(): Promise<RunningService> {
  const config = parseSiteConfig(process.env)
  const logger = createLogger({ name: 'demo-site', level: config.LOG_LEVEL })
  const { OBJECT_STORE_URL, JOURNAL_STORE_URL } = config
  // What loses the files would lose the copies of attestations too.
  const warning = OBJECT_STORE_URL && JOURNAL_STORE_URL ? assertStoresApart(OBJECT_STORE_URL, JOURNAL_STORE_URL) : null
  if (warning !== null) logger.warn(warning)
  const embedder = createEmbedder(config)
  await using resources = new AsyncDisposableStack()
  const metrics = createMetricsRegistry()
  const pool = openPool({
    url: config.DATABASE_URL,
    applicationName: 'aura-site',
    observer: databaseMetrics(metrics, { connectionsMax: connectionsMaxDefault }),
  })
  resources.defer(() => pool.end({ timeout: 5 }))
  const lists = config.REDIS_URL === undefined ? null : openJobLists({ url: config.REDIS_URL, logger })
  resources.use(lists)
  const sql = lists ? dispatchAfterCommit(pool, lists.push) : pool
  // Only at the start: a site that runs outlives its database, and says so.
  await assertReachable(sql)
  await assertSchemaCurrent(sql)

  // Here too: the lists are what operators look at while no worker runs.
  if (lists) resources.use(startKeepingLists({ sql, lists, logger, clock: systemClock }))
  const probes: Probe[] = []
  if (config.REDIS_URL !== undefined) probes.push(resources.use(openRedisProbe(config.REDIS_URL)))
  const objects =
    OBJECT_STORE_URL === undefined ? {} : { objects: openObjectStoreFrom({ ...config, OBJECT_STORE_URL }) }
  const journalStore = openJournalStoreFrom(config)
  const site = await startSite({
    ...objects,
    journalStore,
    config,
    sql,
    embedder,
    logger,
    clock: systemClock,
    probes,
    metrics,
  })
  resources.defer(() => site.stop())
  resources.use(await openMetricsListener(metrics, { config, logger }))
  logger.info({ url: site.url, listensOn: site.localUrl }, 'site started')
  const running = resources.move()
  return { stop: () => running.disposeAsync(), stopSecondsMax }
}
