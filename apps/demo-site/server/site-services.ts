import type { Clock, Logger } from '@aura-sign/core'
import type { Embedder, Journal, SessionLifetime } from '@aura-sign/identity'
import type { HttpMetrics } from '@aura-sign/metrics'
import type { ObjectStore } from '@aura-sign/object-store'
import type { Sql } from '@aura-sign/postgres'
import type { SiteConfig } from './config.ts'
import type { RelyingParty } from './relying-party.ts'

/** State of one component, as `GET /api/health` shows it. */
export interface ComponentHealth {
  status: 'ok' | 'degraded' | 'down'
  detail?: string
}

/** Reads the state of one component. When a critical one is down, the site is. */
export interface Probe {
  name: string
  critical: boolean
  check(): Promise<ComponentHealth>
}

/** What the routes work with. */
export interface SiteServices {
  sql: Sql
  clock: Clock
  logger: Logger
  config: SiteConfig
  lifetime: SessionLifetime
  embedder: Embedder
  /** Where files are kept; null: nowhere. */
  objects: ObjectStore | null
  /** Copies attestations off the database before they are acknowledged; null: nowhere. */
  journal: Journal | null
  probes: readonly Probe[]
  metrics?: HttpMetrics
  /** Limits of single routes; all of /api has one of its own. */
  rateLimits: { auth: { max: number; timeWindow: string } }
  /** Known once the port is, hence a function. */
  relyingParty(): RelyingParty
  /** Tells workers in this process that a job waits, so that they need not poll for it. */
  wakeWorkers(): void
}
