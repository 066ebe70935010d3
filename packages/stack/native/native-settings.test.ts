import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NativeStack } from './native-stack.ts'
import type { Service } from './service.ts'
import { openServiceStack } from './services/testing/open-service-stack.ts'
import { serverService } from './testing/test-stack.ts'

const pids = async (stack: NativeStack) => (await stack.ps()).map((service) => service.pids[0] ?? 0)
const postgres = () => serverService('postgres', 'POSTGRES_PORT')
const redis = (text = '', environment?: Record<string, string>) => {
  const service = serverService('redis', 'REDIS_PORT', {
    service: { files: async ({ directory }) => [{ path: join(directory, 'redis.conf'), text }] },
  })
  const processes: Service['processes'] = async (context) =>
    (await service.processes(context)).map((process) => ({
      ...process,
      environment: { ...process.environment, ...environment },
    }))
  return { ...service, processes }
}

describe('a running service whose settings have changed', () => {
  it.each([
    ['a file', redis('maxmemory 2gb')],
    ['its environment', redis('maxmemory 1gb', { NODE_ENV: 'production' })],
  ])('in %s is started anew by up, which says so, and by nothing else', async (_, changed) => {
    await using test = await openServiceStack([redis('maxmemory 1gb'), postgres()])
    await test.stack.up()
    const [first, other] = await pids(test.stack)
    const reopened = await test.reopen({ services: [changed, postgres()] })
    await reopened.start()
    await reopened.up(['postgres'])
    expect(await pids(reopened)).toEqual([first, other])
    expect(test.events).not.toContainEqual({ type: 'recreating', service: 'redis' })
    await reopened.up()
    const [second, same] = await pids(reopened)
    expect([second === first, same === other]).toEqual([false, true])
    expect(test.events.filter(({ type }) => type === 'recreating')).toEqual([{ type: 'recreating', service: 'redis' }])
    const [file] = (await changed.files?.(contextLike(test.directory))) ?? []
    expect(readFileSync(join(test.directory, 'services', 'redis', 'redis.conf'), 'utf8')).toBe(file?.text)
    await reopened.up()
    expect(await pids(reopened)).toEqual([second, other])
  })

  it('keeps running when only the compile cache is another one, which changes nothing but the time of a start', async () => {
    const cache = (NODE_COMPILE_CACHE: string) => redis('maxmemory 1gb', { NODE_COMPILE_CACHE })
    await using test = await openServiceStack([cache('/one')])
    await test.stack.up()
    const before = await pids(test.stack)
    const reopened = await test.reopen({ services: [cache('/other')] })
    await reopened.up()
    expect(await pids(reopened)).toEqual(before)
  })

  it('moves to another port that was set, unless that is taken', async () => {
    await using test = await openServiceStack([redis(), postgres()])
    await test.stack.up()
    const [first, other] = await pids(test.stack)
    const open = (port: number) =>
      test.reopen({
        freePorts: false,
        environment: { PATH: process.env.PATH, AURA_SERVICE_USER: 'nobody', REDIS_PORT: String(port) },
      })
    const taken = await open(test.port('POSTGRES_PORT'))
    await expect(taken.up(['redis'])).rejects.toMatchObject({ code: 'native_ports_taken' })
    expect(await pids(test.stack)).toEqual([first, other])
    const port = test.port('REDIS_PORT') + 19
    await (await open(port)).up()
    expect(test.port('REDIS_PORT')).toBe(port)
    expect(await test.stack.ps()).toMatchObject([{ health: 'healthy', port }, { pids: [other] }])
  })

  it('because of another service that is new is started anew when that is', async () => {
    const watching: Service = {
      ...redis(),
      watches: true,
      files: async ({ services, directory }) => [
        { path: join(directory, 'watched'), text: [...services].sort().join(' ') },
      ],
    }
    await using test = await openServiceStack([watching, postgres()])
    const watched = () => readFileSync(join(test.directory, 'services', 'redis', 'watched'), 'utf8')
    await test.stack.up(['redis'])
    expect(watched()).toBe('redis')
    await test.stack.up(['postgres'])
    expect(watched()).toBe('postgres redis')
    // Whoever stops a service is to be reminded of it.
    await test.stack.stop(['postgres'])
    await test.stack.up(['redis'])
    expect(watched()).toBe('postgres redis')
    expect(test.events.filter(({ type }) => type === 'recreating')).toHaveLength(1)
  })
})

/** Only what the files of these services look at. */
function contextLike(directory: string) {
  return { directory } as Parameters<NonNullable<Service['files']>>[0]
}
