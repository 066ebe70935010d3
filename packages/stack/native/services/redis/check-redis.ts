import { AuraError } from '@aura-sign/core'
import type { ServiceContext } from '../../service.ts'
import { askRedis } from './ask-redis.ts'
import { settingsFileOf } from './render-redis-settings.ts'

const timeoutMs = 5_000

/** A `PING` of this very Redis. Throws `service_port_foreign` or `service_unwell`. */
export async function checkRedis(context: ServiceContext): Promise<void> {
  const port = context.ports.REDIS_PORT
  const other = (cause?: unknown) =>
    new AuraError('service_port_foreign', { service: 'redis', port, variable: 'REDIS_PORT' }, { cause })
  try {
    await askRedis(`redis://:${encodeURIComponent(context.secrets.redisPassword)}@127.0.0.1:${port}`, {
      timeoutMs,
      use: async (redis) => {
        const server = await redis.info('server')
        if (!server.includes(`config_file:${settingsFileOf(context)}\r\n`)) throw other()
      },
    })
  } catch (cause) {
    if (cause instanceof AuraError) throw cause
    const detail = cause instanceof Error ? cause.message : String(cause)
    // One that has another password, or asks for a user's name too.
    if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(detail)) throw other(cause)
    throw new AuraError('service_unwell', { service: 'redis', detail }, { cause })
  }
}
