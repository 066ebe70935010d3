import { expect, it } from 'vitest'
import { openPool } from './open-pool.ts'

it('a pool whose database was away is back within a second, however often it has tried', async () => {
  const sql = openPool({ url: 'postgresql://nobody@127.0.0.1:1/none', applicationName: 'test' })
  const { backoff } = sql.options
  if (typeof backoff !== 'function') throw new Error('the pool waits by a function')
  const delays = [0, 1, 5, 10, 1_000].map((failures) => backoff(failures))
  for (const delay of delays) expect(delay).toBeLessThanOrEqual(1)
  expect(delays[0]).toBeLessThan(0.1)
  await sql.end({ timeout: 0 })
})
