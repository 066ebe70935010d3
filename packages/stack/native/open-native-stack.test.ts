import { describe, expect, it } from 'vitest'
import { openTestStack, serverService } from './testing/test-stack.ts'

describe('a native stack', () => {
  it('starts, shows, stops and starts again', async () => {
    await using test = await openTestStack([
      serverService('postgres', 'POSTGRES_PORT'),
      serverService('redis', 'REDIS_PORT'),
      serverService('demo-site', 'PORT', { dependsOn: ['postgres', 'redis'] }),
    ])
    const { stack } = test
    expect((await stack.ps()).map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped'])
    await stack.up()
    expect(await stack.ps()).toMatchObject([
      { name: 'postgres', state: 'running', health: 'healthy', port: test.port('POSTGRES_PORT') },
      { name: 'redis', state: 'running', health: 'healthy' },
      { name: 'demo-site', state: 'running', health: 'healthy' },
    ])
    expect(test.processes()).toHaveLength(3)
    await stack.stop()
    expect(test.processes()).toEqual([])
    expect((await stack.ps()).map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped'])
    await stack.start()
    expect(test.processes()).toHaveLength(3)
  })
})
