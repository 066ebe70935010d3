import { Redis } from 'ioredis'

/** `PING` on a connection of its own; one that still loads its data, or wants another password, is not ready. */
export async function checkRedis(url: string, options: { timeoutMs: number }): Promise<void> {
  let reason: Error | null = null
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    connectTimeout: options.timeoutMs,
    commandTimeout: options.timeoutMs,
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
  } catch (error) {
    throw reason ?? error
  } finally {
    redis.disconnect()
  }
}
