import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'
import { stackLayout } from '../directory/stack-layout.ts'
import { readNativeStack } from '../read-native-stack.ts'
import { findProgram } from './find-program.ts'
import { redisService } from './redis.ts'
import { openServiceStack } from './testing/open-service-stack.ts'
import { serviceContext } from './testing/service-context.ts'

describe('the Redis of a native stack', () => {
  it('asks for a password, bounds its memory without forgetting, keeps nothing, and hides its settings', async () => {
    await using test = await openServiceStack([redisService])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'redis')
    expect(statSync(join(context.directory, 'redis.conf')).mode & 0o777).toBe(0o600)
    const port = context.ports.REDIS_PORT
    const anonymous = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: 0, retryStrategy: () => null })
    await expect(anonymous.ping()).rejects.toThrow('NOAUTH')
    anonymous.disconnect()
    const redis = new Redis(readNativeStack(test.directory)?.urls.redisUrl ?? '')
    expect(await redis.config('GET', 'maxmemory')).toEqual(['maxmemory', String(256 * 1024 * 1024)])
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
    await redis.set('hint', '1')
    redis.disconnect()
    await test.stack.restart()
    const again = new Redis(readNativeStack(test.directory)?.urls.redisUrl ?? '')
    expect(await again.dbsize()).toBe(0)
    again.disconnect()
  })

  it('is no stranger on its port when its record was lost, although it overwrites its environment', async () => {
    await using test = await openServiceStack([redisService])
    await test.stack.up()
    const { directory } = readNativeStack(test.directory) ?? { directory: '' }
    const [before] = await test.stack.ps()
    rmSync(join(stackLayout(directory).records, 'redis.json'))
    await (await test.reopen({ freePorts: false })).up()
    const [after] = await test.stack.ps()
    expect([after?.health, after?.port]).toEqual(['healthy', before?.port])
    expect(after?.pids).not.toEqual(before?.pids)
  })

  it.each([
    ['another password', ['--requirepass', 'another']],
    ['no password', []],
    ['the same password', ['--requirepass', 'same']],
  ])('takes no other Redis on its port for its own: one with %s', async (_, words) => {
    await using test = await openServiceStack([redisService])
    await test.stack.up()
    await test.stack.stop()
    const context = await serviceContext(test.directory, 'redis')
    const secrets = words.includes('same') ? { ...context.secrets, redisPassword: 'same' } : context.secrets
    const program = (await findProgram('redis-server')) ?? 'redis-server'
    const port = String(context.ports.REDIS_PORT)
    const other = spawn(program, ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', test.root, ...words])
    try {
      await vi.waitFor(
        () =>
          expect(redisService.check({ ...context, secrets })).rejects.toMatchObject({ code: 'service_port_foreign' }),
        { timeout: 20_000 },
      )
    } finally {
      other.kill()
      await once(other, 'exit')
    }
  })

  it('is unwell, not foreign, when nothing listens', async () => {
    await using test = await openServiceStack([redisService])
    await test.stack.up()
    await test.stack.stop()
    const context = await serviceContext(test.directory, 'redis')
    await expect(redisService.check(context)).rejects.toMatchObject({ code: 'service_unwell' })
  })
})
