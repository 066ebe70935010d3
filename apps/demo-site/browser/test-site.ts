import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, freePort, systemClock } from '@aura-sign/core'
import { hashEmbedder, seedIdentities } from '@aura-sign/identity'
import { openFilesystemStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import { startTestDatabase } from '@aura-sign/testkit'
import { FaultProxy } from '@aura-sign/testkit/fault-proxy'
import { parseWorkerConfig, startWorker } from '@aura-sign/worker'
import { buildPageIfStale } from '../server/build-page.ts'
import { parseSiteConfig } from '../server/config.ts'
import { type Site, startSite } from '../server/start-site.ts'

const identities = 40

/** The whole real site: database, stores, worker, server and the page as built from its sources now. */
export interface TestSite extends AsyncDisposable {
  readonly url: string
  readonly sql: Sql
  /** What stands between browsers and the site, to cut connections with. */
  readonly proxy: FaultProxy
  /** Stops answering; database and worker go on. */
  goDown(): Promise<void>
  /** Answers again, at the same address; `changes` to its environment hold until it goes down. */
  comeBack(changes?: Record<string, string>): Promise<void>
  /** Where signed copies go, to put something in their way. */
  readonly journalFolder: string
}

/** `appUrl`: where people open it, when that is not the site itself. */
export async function startTestSite({ appUrl }: { appUrl?: string } = {}): Promise<TestSite> {
  await buildPageIfStale()
  await using resources = new AsyncDisposableStack()
  const database = await startTestDatabase()
  resources.defer(() => database.close())
  const { sql } = database
  const folder = await mkdtemp(join(tmpdir(), 'aura browser '))
  resources.defer(() => rm(folder, { recursive: true, force: true }))
  const embedder = hashEmbedder()
  await seedIdentities(sql, embedder, { count: identities, seed: 'browser', now: new Date() })

  const port = await freePort()
  const proxy = resources.use(await FaultProxy.start(`http://127.0.0.1:${port}`))
  // By its name: the page has to be at the very address that the service is configured for.
  const url = `http://localhost:${new URL(proxy.through('http://localhost')).port}`
  const environment = {
    DATABASE_URL: database.url,
    PORT: String(port),
    APP_URL: appUrl ?? url,
    AUTH_RATE_LIMIT_PER_MINUTE: '10000',
    API_RATE_LIMIT_PER_MINUTE: '10000',
    ATTESTATION_RATE_LIMIT_PER_MINUTE: '10000',
  }
  const logger = createLogger({ name: 'test', level: 'fatal' })
  const config = parseWorkerConfig(environment)
  const worker = startWorker({ sql, embedder, logger, clock: systemClock, config })
  resources.defer(() => worker.stop())

  const journalFolder = join(folder, 'journal')
  const serve = (changes: Record<string, string> = {}) =>
    startSite({
      config: parseSiteConfig({ ...environment, ...changes }),
      sql,
      embedder,
      logger,
      clock: systemClock,
      objects: openFilesystemStore(join(folder, 'objects')),
      journalStore: openFilesystemStore(journalFolder),
      wakeWorkers: worker.wake,
    })
  let site: Site | null = await serve()
  const goDown = async () => {
    await site?.stop()
    site = null
  }
  resources.defer(goDown)
  const comeBack = async (changes?: Record<string, string>) => {
    site ??= await serve(changes)
  }
  const running = resources.move()
  return { url, sql, proxy, journalFolder, goDown, comeBack, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
