import { type TestRedis, testRedis } from '@aura-sign/testkit/test-redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRedisProbe } from './redis.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await testRedis()
})
afterAll(() => redis?.close())

it('a Redis that answers and is full is degraded, until it takes keys again, and none of ours is left in it', async () => {
  using probe = openRedisProbe(redis.url)
  expect(await probe.check()).toEqual({ status: 'ok' })
  await redis.client.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1')
  expect(await probe.check()).toMatchObject({
    status: 'degraded',
    detail: expect.stringMatching(/^takes no keys: OOM /),
  })
  await redis.client.config('SET', 'maxmemory', '0')
  expect(await probe.check()).toEqual({ status: 'ok' })
  expect(await redis.client.keys('*')).toEqual([])
})
