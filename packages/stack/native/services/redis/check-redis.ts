import { AuraError } from '@aura-sign/core'
import { Redis } from 'ioredis'
import type { ServiceContext } from '../../service.ts'
import { settingsFileOf } from './render-redis-settings.ts'

const timeoutMs = 5_000

/** A `PING` of this very Redis. Throws `service_port_foreign` or `service_unwell`. */
export async function checkRedis(context: ServiceContext): Promise<void> {
  const port = context.ports.REDIS_PORT
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    password: context.secrets.redisPassword,
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
  })
  // What goes wrong is reported by the calls; an unheard event would end the process.
  let reported: Error | undefined
  redis.on('error', (error: Error) => {
    reported = error
  })
  const other = (cause?: unknown) =>
    new AuraError('service_port_foreign', { service: 'redis', port, variable: 'REDIS_PORT' }, { cause })
  try {
    await redis.connect()
    await redis.ping()
    const server = await redis.info('server')
    if (!server.includes(`config_file:${settingsFileOf(context)}\r\n`)) throw other()
  } catch (cause) {
    if (cause instanceof AuraError) throw cause
    const detail = [reported, cause].map((error) => (error instanceof Error ? error.message : '')).join(' ')
    // One that has another password, or asks for a user's name too.
    if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(detail)) throw other(cause)
    throw new AuraError('service_unwell', { service: 'redis', detail: detail.trim() }, { cause })
  } finally {
    redis.disconnect()
  }
}
