import { AuraError, type Clock, type Logger } from '@aura-sign/core'
import { assertNativeSecp256k1, type Embedder, openJournal } from '@aura-sign/identity'
import { httpMetrics, type MetricsRegistry } from '@aura-sign/metrics'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import { buildSiteApp } from './build-site-app.ts'
import type { SiteConfig } from './config.ts'
import { startExpiringSignIns } from './expire-sign-ins.ts'
import { databaseProbe } from './probes/database.ts'
import { jobsProbe } from './probes/jobs.ts'
import { objectsProbe } from './probes/objects.ts'
import { vectorIndexProbe } from './probes/vector-index.ts'
import { relyingPartyAt } from './relying-party.ts'
import type { Probe } from './site-services.ts'
import { startCollectingEvidence } from './start-collecting-evidence.ts'
import { startSiteMetrics } from './start-site-metrics.ts'

export interface SiteOptions {
  config: SiteConfig
  sql: Sql
  embedder: Embedder
  logger: Logger
  clock: Clock
  /** Where files are kept; without one, nowhere. */
  objects?: ObjectStore
  /** Where signed copies of attestations go; without one, nowhere. */
  journalStore?: ObjectStore | null
  /** More components for `/api/health`, from whoever runs them in this process. */
  probes?: readonly Probe[]
  metrics?: MetricsRegistry
  wakeWorkers?: () => void
}

export interface Site {
  /** Where people open it: `APP_URL`, or this machine. */
  url: string
  /** Where it listens on this machine. */
  localUrl: string
  /** Finishes running requests, refuses new ones. */
  stop(): Promise<void>
}

/** For the start only: the store is asked again before the first file. */
const storeAnswerMs = 10_000

/**
 * Listens; resolves when requests are answered. Throws `port_in_use`, and `object_store_encryption_missing` where files would not be
 * encrypted as the store's URL asks; a store that does not answer is no reason not to start.
 */
export async function startSite(options: SiteOptions): Promise<Site> {
  const { config, sql, clock } = options
  assertNativeSecp256k1({ fallbackAccepted: config.SECP256K1_FALLBACK === 'js' })
  await options.objects?.assertEncrypted({ signal: AbortSignal.timeout(storeAnswerMs) }).catch((error: unknown) => {
    if (error instanceof AuraError && error.code === 'object_store_encryption_missing') throw error
    options.logger.warn({ err: error }, 'the object store does not answer')
  })
  const lifetime = { idleMs: config.SESSION_IDLE_SECONDS * 1000, absoluteMs: config.SESSION_ABSOLUTE_SECONDS * 1000 }
  let localUrl = `http://localhost:${config.PORT}`
  const url = () => config.APP_URL ?? localUrl
  const probes = [
    databaseProbe(sql),
    jobsProbe(sql, clock),
    vectorIndexProbe(sql, { model: options.embedder.model, clock }),
    ...(options.probes ?? []),
    ...(options.objects ? [objectsProbe(options.objects)] : []),
  ]
  const journal = options.journalStore
    ? openJournal({ sql, store: options.journalStore, clock, logger: options.logger })
    : null
  const { metrics: registry, ...services } = options
  const app = await buildSiteApp({
    ...services,
    objects: options.objects ?? null,
    journal,
    ...(registry && { metrics: httpMetrics(registry) }),
    lifetime,
    probes,
    relyingParty: () => relyingPartyAt(url()),
    wakeWorkers: options.wakeWorkers ?? (() => undefined),
    rateLimits: { auth: { max: config.AUTH_RATE_LIMIT_PER_MINUTE, timeWindow: '1 minute' } },
  })
  try {
    const address = await app.listen({ host: config.HOST, port: config.PORT })
    localUrl = `http://localhost:${new URL(address).port}`
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    throw new AuraError('port_in_use', { port: config.PORT, service: 'the site', variable: 'PORT' }, { cause })
  }
  const expiry = startExpiringSignIns(sql, { clock, logger: options.logger, lifetime })
  const { objects } = options
  const collection = objects && startCollectingEvidence({ sql, store: objects }, { clock, logger: options.logger })
  const metrics = registry && startSiteMetrics(registry, { sql, clock, probes, journaled: journal !== null })
  const stop = async () => {
    await metrics?.stop()
    await app.close()
    await journal?.idle()
    await Promise.all([expiry.stop(), collection?.stop()])
  }
  return { url: url(), localUrl, stop }
}
