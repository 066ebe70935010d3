import { AuraError } from '@aura-sign/core'
import { askRedis } from '@aura-sign/stack'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { checkHttp } from './check-http.ts'
import { checkPostgres } from './check-postgres.ts'
import { checkStores } from './check-stores.ts'
import type { ReadinessCheck } from './readiness-check.ts'

/** What is waited for when nothing is named: what the others need. */
const byDefault = ['postgres', 'redis', 'minio']

/**
 * The looks at the named services, by default at those that the stack has. Throws `usage` for a name that there is
 * not, `service_not_in_use` for a service that this stack does not have.
 */
export function readinessChecks(stack: StackInUse, options: { names: readonly string[] }): ReadinessCheck[] {
  const known = checksOf(stack)
  const named = [...new Set(options.names.map((name) => (name === 'site' ? 'demo-site' : name)))]
  for (const name of named) {
    if (!known.has(name)) throw new AuraError('usage', { detail: `there is no service "${name}" to wait for` })
    if (!known.get(name)) throw new AuraError('service_not_in_use', { service: name, stack: stack.kind })
  }
  const wanted = named.length > 0 ? named : byDefault
  const checks = wanted.flatMap((name) => known.get(name) ?? [])
  if (checks.length === 0) throw new AuraError('stack_not_running', { path: stack.directory })
  return checks
}

function checksOf(stack: StackInUse): Map<string, ReadinessCheck | null> {
  const { databaseUrl, redisUrl, siteUrl, prometheusUrl } = stack
  // Folders of the embedded stack are no service.
  const stores =
    stack.kind === 'embedded' ? [] : [stack.objectStore, stack.backupStore].filter((store) => store !== null)
  const all: [string, ReadinessCheck['check'] | null][] = [
    ['postgres', databaseUrl === null ? null : (bound) => checkPostgres(databaseUrl, bound)],
    ['redis', redisUrl === null ? null : (bound) => askRedis(redisUrl, bound)],
    ['minio', stores.length === 0 ? null : (bound) => checkStores(stores, bound)],
    ['demo-site', siteUrl === null ? null : (bound) => checkHttp(new URL('/readyz', siteUrl).href, bound)],
    [
      'prometheus',
      prometheusUrl === null ? null : (bound) => checkHttp(new URL('/-/ready', prometheusUrl).href, bound),
    ],
  ]
  return new Map(all.map(([name, check]) => [name, check && { name, check }]))
}
