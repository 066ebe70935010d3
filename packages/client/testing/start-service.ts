import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, systemClock } from '@aura-sign/core'
import { parseSiteConfig, startSite } from '@aura-sign/demo-site'
import { hashEmbedder } from '@aura-sign/identity'
import { openFilesystemStore } from '@aura-sign/object-store'
import { startTestDatabase } from '@aura-sign/testkit'
import { parseWorkerConfig, startWorker } from '@aura-sign/worker'

/** The whole real service, without its page, on a free port. */
export interface TestService extends AsyncDisposable {
  readonly url: string
}

export async function startService(environment: Record<string, string> = {}): Promise<TestService> {
  await using resources = new AsyncDisposableStack()
  const database = await startTestDatabase()
  resources.defer(() => database.close())
  const { sql } = database
  const folder = await mkdtemp(join(tmpdir(), 'aura client '))
  resources.defer(() => rm(folder, { recursive: true, force: true }))
  const settings = {
    DATABASE_URL: database.url,
    PORT: '0',
    AUTH_RATE_LIMIT_PER_MINUTE: '10000',
    API_RATE_LIMIT_PER_MINUTE: '10000',
    ATTESTATION_RATE_LIMIT_PER_MINUTE: '10000',
    ...environment,
  }
  const logger = createLogger({ name: 'test', level: 'fatal' })
  const embedder = hashEmbedder()
  const worker = startWorker({ sql, embedder, logger, clock: systemClock, config: parseWorkerConfig(settings) })
  resources.defer(() => worker.stop())
  const site = await startSite({
    config: parseSiteConfig(settings),
    ...{ sql, embedder, logger, clock: systemClock },
    objects: openFilesystemStore(join(folder, 'objects')),
    journalStore: openFilesystemStore(join(folder, 'journal')),
    wakeWorkers: worker.wake,
  })
  resources.defer(() => site.stop())
  const running = resources.move()
  return { url: site.localUrl, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
