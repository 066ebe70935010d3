import { join } from 'node:path'
import type { ServiceContext } from '../service.ts'
import { exporterService } from './monitoring/exporter-service.ts'

/** Shows the memory and the lists of the stack's Redis; says `redis_up 0` while that is away. */
export const redisExporterService = exporterService({
  name: 'redis-exporter',
  programs: ['prometheus-redis-exporter', 'redis_exporter'],
  port: 'REDIS_EXPORTER_PORT',
  files: (context) => {
    const passwords = { [addressOf(context)]: context.secrets.redisPassword }
    return [{ path: passwordFileOf(context), text: JSON.stringify(passwords) }]
  },
  words: (context) => [`-web.listen-address=127.0.0.1:${context.ports.REDIS_EXPORTER_PORT}`],
  environment: (context) => ({
    REDIS_ADDR: addressOf(context),
    REDIS_PASSWORD_FILE: passwordFileOf(context),
    REDIS_EXPORTER_CHECK_SINGLE_KEYS: 'db0=embedding:queue,db0=embedding:failed',
  }),
  metric: 'redis_exporter_build_info',
})

function addressOf({ ports }: ServiceContext): string {
  return `redis://127.0.0.1:${ports.REDIS_PORT}`
}

function passwordFileOf({ directory }: ServiceContext): string {
  return join(directory, 'passwords.json')
}
