import { type Clock, createLogger, type Logger } from '@aura-sign/core'
import { type Embedder, hashEmbedder, openJournal } from '@aura-sign/identity'
import type { ObjectStore } from '@aura-sign/object-store'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type CreateSiweMessageParameters, createSiweMessage } from 'viem/siwe'
import { buildSiteApp } from '../build-site-app.ts'
import { parseSiteConfig } from '../config.ts'
import { relyingPartyAt } from '../relying-party.ts'
import type { Probe } from '../site-services.ts'

export interface TestSiteOptions {
  appUrl?: string
  environment?: Record<string, string>
  probes?: readonly Probe[]
  embedder?: Embedder
  objects?: ObjectStore
  journalStore?: ObjectStore
  nowMs?: number
  /** Default: says nothing. */
  logger?: Logger
}

/** The real site on a database of its own, driven by requests without a socket; its clock stands until it is moved. */
export interface TestSite extends AsyncDisposable {
  database: TestDatabase
  clock: Clock & { advanceMs(durationMs: number): void }
  request(options: InjectOptions): Promise<LightMyRequestResponse>
  /** Listens on a free port, for what only a socket shows; resolves to its origin. */
  listen(): Promise<string>
  /** A message as an honest page would make it, with a fresh nonce. */
  message(account: PrivateKeyAccount, changes?: Partial<CreateSiweMessageParameters>): Promise<string>
  signIn(account?: PrivateKeyAccount): Promise<{ account: PrivateKeyAccount; cookie: string }>
}

export async function startTestSite(options: TestSiteOptions = {}): Promise<TestSite> {
  const appUrl = options.appUrl ?? 'http://localhost:3000'
  const database = await startTestDatabase()
  const config = parseSiteConfig({
    DATABASE_URL: database.url,
    APP_URL: appUrl,
    AUTH_RATE_LIMIT_PER_MINUTE: '1000',
    API_RATE_LIMIT_PER_MINUTE: '10000',
    ...options.environment,
  })
  let nowMs = options.nowMs ?? Date.parse('2026-11-23T12:00:00Z')
  const clock = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    advanceMs: (durationMs: number) => {
      nowMs += durationMs
    },
  }
  const logger = options.logger ?? createLogger({ name: 'test', level: 'fatal' })
  const app = await buildSiteApp({
    sql: database.sql,
    clock,
    logger,
    config,
    lifetime: { idleMs: config.SESSION_IDLE_SECONDS * 1000, absoluteMs: config.SESSION_ABSOLUTE_SECONDS * 1000 },
    embedder: options.embedder ?? hashEmbedder(),
    objects: options.objects ?? null,
    journal: options.journalStore
      ? openJournal({ sql: database.sql, store: options.journalStore, clock, logger }, { waitMaxMs: 500 })
      : null,
    probes: options.probes ?? [],
    rateLimits: { auth: { max: config.AUTH_RATE_LIMIT_PER_MINUTE, timeWindow: '1 minute' } },
    relyingParty: () => relyingPartyAt(appUrl),
    wakeWorkers: () => undefined,
  })
  const request = (request: InjectOptions) => app.inject(request)

  const message: TestSite['message'] = async (account, changes) => {
    const issued = (await request({ method: 'POST', url: '/api/auth/nonce' })).json()
    return createSiweMessage({
      address: account.address,
      chainId: 1,
      domain: issued.domain,
      uri: issued.uri,
      nonce: issued.nonce,
      version: '1',
      issuedAt: clock.now(),
      ...changes,
    })
  }

  const signIn: TestSite['signIn'] = async (account = privateKeyToAccount(generatePrivateKey())) => {
    const text = await message(account)
    const signature = await account.signMessage({ message: text })
    const answer = await request({ method: 'POST', url: '/api/auth/verify', payload: { message: text, signature } })
    const [pair] = String(answer.headers['set-cookie']).split(';')
    return { account, cookie: pair ?? '' }
  }

  const close = async () => {
    await app.close()
    await database.close()
  }
  const listen = () => app.listen({ host: '127.0.0.1', port: 0 })
  return { database, clock, request, listen, message, signIn, [Symbol.asyncDispose]: close }
}
