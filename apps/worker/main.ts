import { once } from 'node:events'
import { AuraError, createLogger, formatError, systemClock } from '@aura-sign/core'
import { createEmbedder } from '@aura-sign/identity'
import { assertReachable, assertSchemaCurrent, openPool } from '@aura-sign/postgres'
import { parseWorkerConfig } from './config.ts'
import { startWorker } from './start-worker.ts'

/** The worker as a process of its own: runs until SIGTERM or SIGINT, then drains. */
async function main(): Promise<void> {
  const config = parseWorkerConfig(process.env)
  const logger = createLogger({ name: 'worker', level: config.LOG_LEVEL })
  const sql = openPool({ url: config.DATABASE_URL, applicationName: 'aura-worker' })
  try {
    await assertReachable(sql)
    await assertSchemaCurrent(sql)
    const worker = startWorker({ sql, embedder: createEmbedder(config), logger, clock: systemClock, config })
    logger.info({ embedder: config.EMBEDDER }, 'worker started')
    await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
    await worker.stop()
    logger.info(worker.stats(), 'worker stopped')
  } finally {
    await sql.end({ timeout: 5 })
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof AuraError)) throw error
  process.stderr.write(formatError(error))
  process.exitCode = error.exitCode
}
