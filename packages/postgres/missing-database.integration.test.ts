import { startTestDatabase } from '@aura-sign/testkit'
import { expect, it } from 'vitest'
import { assertReachable, openPool } from './open-pool.ts'

it('tells a database that is gone from a server that is', async () => {
  const database = await startTestDatabase()
  const ask = async (change: (url: URL) => void) => {
    const url = new URL(database.url)
    change(url)
    const sql = openPool({ url: url.href, applicationName: 'missing-database', connectionsMax: 1 })
    await using _ended = { [Symbol.asyncDispose]: () => sql.end({ timeout: 0 }) }
    return await assertReachable(sql).then(
      () => 'reachable',
      (error: { code: string }) => error.code,
    )
  }
  try {
    expect(await ask(() => undefined)).toBe('reachable')
    expect(
      await ask((url) => {
        url.pathname = '/nowhere'
      }),
    ).toBe('database_missing')
    expect(
      await ask((url) => {
        url.port = '1'
      }),
    ).toBe('database_unreachable')
  } finally {
    await database.close()
  }
})
