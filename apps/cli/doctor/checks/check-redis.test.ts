import { expect, it } from 'vitest'
import { checkRedis } from './check-redis.ts'

it('tells a Redis that takes keys from one that is full and one that does not answer', () => {
  expect(checkRedis(null)).toEqual([])
  expect(checkRedis({ known: true, value: { refused: null } })).toMatchObject([{ name: 'redis writes', status: 'ok' }])
  expect(checkRedis({ known: true, value: { refused: 'OOM command not allowed' } })).toMatchObject([
    {
      status: 'warn',
      detail: 'it takes no keys: OOM command not allowed',
      next: expect.stringContaining('RedisMemoryHigh'),
    },
  ])
  expect(checkRedis({ known: false, reason: 'refused' })).toMatchObject([
    { status: 'warn', detail: 'it does not answer: refused' },
  ])
})
