import { AuraError } from '@aura-sign/core'
import type { Service } from '../service.ts'
import { findProgram } from './find-program.ts'
import { renderRedisSettings, settingsFileOf } from './redis/render-redis-settings.ts'

const startTimeoutMs = 20_000

/** Redis with a password. It holds hints only, so it keeps nothing: after a restart it is empty. */
export const redisService: Service = {
  name: 'redis',
  dependsOn: [],
  port: 'REDIS_PORT',
  ports: ['REDIS_PORT'],
  startTimeoutMs,
  async prepare() {
    await findRedis()
  },
  files: async (context) => [{ path: settingsFileOf(context), text: renderRedisSettings(context) }],
  async processes(context) {
    return [
      {
        name: 'redis',
        program: await findRedis(),
        words: [settingsFileOf(context)],
        workingDirectory: context.directory,
        runsAs: 'stack',
      },
    ]
  },
  async check(context) {
    // The client is loaded only when it is used: most commands look at nothing.
    const { checkRedis } = await import('./redis/check-redis.ts')
    await checkRedis(context)
  },
}

async function findRedis(): Promise<string> {
  const program = await findProgram('redis-server')
  if (program === null) throw new AuraError('service_program_missing', { service: 'redis', program: 'redis-server' })
  return program
}
