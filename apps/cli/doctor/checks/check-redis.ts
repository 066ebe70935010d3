import type { Fact } from '../fact.ts'
import type { RedisFacts } from '../facts/redis-facts.ts'
import { type Finding, ok, warn } from '../finding.ts'

/** Whether Redis takes ids of jobs; null is a stack without one. A warning at most: jobs go on through Postgres. */
export function checkRedis(redis: Fact<RedisFacts> | null): Finding[] {
  if (redis === null) return []
  if (!redis.known)
    return [
      warn(
        'redis writes',
        `it does not answer: ${redis.reason}`,
        'See runbook, scenario 4; jobs go on through Postgres.',
      ),
    ]
  const { refused } = redis.value
  if (refused === null) return [ok('redis writes', 'answers and takes keys')]
  return [
    warn('redis writes', `it takes no keys: ${refused}`, 'See runbook, RedisMemoryHigh; jobs go on through Postgres.'),
  ]
}
