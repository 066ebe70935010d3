import { AuraError } from '@aura-sign/core'
import type { Redis } from 'ioredis'

/**
 * Asks a Redis on a connection of its own, once, after a `PING`: one that still loads its data, or wants another password,
 * does not answer that. Throws why it could not be asked, and what `use` throws as an `AuraError`.
 */
export async function askRedis<T>(
  url: string,
  options: { timeoutMs: number; use?: (redis: Redis) => Promise<T> },
): Promise<T | undefined> {
  const { timeoutMs, use } = options
  // Only when it is needed: it takes longer to load than most commands take.
  const { Redis } = await import('ioredis')
  let reason: Error | null = null
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  // connect() only says that the connection is closed; why is told here.
  redis.on('error', (error: Error) => {
    reason ??= error
  })
  try {
    await redis.connect()
    await redis.ping()
    return await use?.(redis)
  } catch (error) {
    throw error instanceof AuraError ? error : (reason ?? error)
  } finally {
    redis.disconnect()
  }
}
