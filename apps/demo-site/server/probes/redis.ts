import { refusedWrite } from '@aura-sign/jobs'
import { Redis } from 'ioredis'
import type { Probe } from '../site-services.ts'

const connectTimeoutMs = 2_000
const commandTimeoutMs = 2_000

/** Whether Redis answers, and takes keys: a full one does no harm to jobs, and is of no use to them. Connects when asked and never by itself, so a Redis that is away costs nothing. */
export function openRedisProbe(url: string): Probe & Disposable {
  let client: RedisClient | null = null
  let checking: Promise<string | null> | null = null

  const ask = async () => {
    client ??= openClient(url)
    const { redis, problem } = client
    try {
      if (redis.status === 'wait') await redis.connect()
      await redis.ping()
      return await refusedWrite(redis)
    } catch (error) {
      redis.disconnect()
      client = null
      throw problem() ?? error
    }
  }
  return {
    name: 'redis',
    critical: false,
    async check() {
      // One at a time: a connection that is being made cannot be asked for again.
      checking ??= ask().finally(() => {
        checking = null
      })
      const refused = await checking
      if (refused === null) return { status: 'ok' }
      return { status: 'degraded', detail: `takes no keys: ${refused}; jobs go on through Postgres` }
    },
    [Symbol.dispose]: () => client?.redis.disconnect(),
  }
}

interface RedisClient {
  redis: Redis
  /** What was wrong with the connection: commands only say that it is closed. */
  problem(): Error | null
}

function openClient(url: string): RedisClient {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
    // A client that lost its connection is not used again.
    retryStrategy: () => null,
  })
  let problem: Error | null = null
  // Without a listener an 'error' event would end the process.
  redis.on('error', (error) => {
    problem = error
  })
  return { redis, problem: () => problem }
}
