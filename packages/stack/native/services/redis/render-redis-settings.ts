import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { ServiceContext } from '../../service.ts'

/** `redis.conf`, which holds the password: for the services' user only. */
export function renderRedisSettings(context: ServiceContext): string {
  const settings: readonly (readonly [name: string, value: string])[] = [
    // Redis from 6.2 on ends when it is told to listen on an address that the machine lacks.
    ['bind', hasLoopback6() ? '127.0.0.1 ::1' : '127.0.0.1'],
    ['protected-mode', 'yes'],
    ['port', String(context.ports.REDIS_PORT)],
    ['requirepass', quote(context.secrets.redisPassword)],
    ['daemonize', 'no'],
    ['dir', quote(context.directory)],
    ['logfile', '""'],
    // Hints only: what is true stands in Postgres, so nothing is worth a write to the disk.
    ['save', '""'],
    ['appendonly', 'no'],
    // The alert on memory needs a bound to measure against; a full Redis refuses hints rather than forgets some.
    ['maxmemory', '256mb'],
    ['maxmemory-policy', 'noeviction'],
    ['tcp-keepalive', '60'],
  ]
  const lines = settings.map(([name, value]) => `${name} ${value}`)
  return `# Written by Aura-Sign at each start.\n${lines.join('\n')}\n`
}

export function settingsFileOf({ directory }: Pick<ServiceContext, 'directory'>): string {
  return join(directory, 'redis.conf')
}

function hasLoopback6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))
}

function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`
}
