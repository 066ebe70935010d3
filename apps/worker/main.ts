import { createLogger, type RunningService, runService, systemClock } from '@aura-sign/core'
import { createEmbedder } from '@aura-sign/identity'
import { assertReachable, assertSchemaCurrent, openPool } from '@aura-sign/postgres'
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
  const sql = openPool({ url: config.DATABASE_URL, applicationName: 'aura-worker' })
  resources.defer(() => sql.end({ timeout: 5 }))
  await assertReachable(sql)
  await assertSchemaCurrent(sql)
  const worker = startWorker({ sql, embedder, logger, clock: systemClock, config })
  resources.defer(async () => {
    await worker.stop()
    logger.info(worker.stats(), 'worker stopped')
  })
  logger.info({ embedder: config.EMBEDDER }, 'worker started')
  const running = resources.move()
  return { stop: () => running.disposeAsync(), stopSecondsMax: config.WORKER_DRAIN_SECONDS + stopSecondsBesideDrain }
}
