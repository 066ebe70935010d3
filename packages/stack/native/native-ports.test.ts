import { once } from 'node:events'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { stackLayout } from './directory/stack-layout.ts'
import type { NativeStack } from './native-stack.ts'
import { isPortFree } from './ports/is-port-free.ts'
import { defaultPorts } from './ports.ts'
import { readNativeStack } from './read-native-stack.ts'
import { openTestStack, serverService } from './testing/test-stack.ts'

const states = async (stack: NativeStack) => (await stack.ps()).map(({ state, health }) => health ?? state)
const postgres = () => serverService('postgres', 'POSTGRES_PORT')
const redis = () => serverService('redis', 'REDIS_PORT')

const hasLoopback6 = Object.values(networkInterfaces()).some((found) => found?.some(({ address }) => address === '::1'))

describe('ports', () => {
  it('that are taken are all named, with service, variable and who has them', async () => {
    const taken = await Promise.all([listen(), listen()])
    const [first, second] = taken.map(portOf)
    await using test = await openTestStack([postgres(), redis()], { freePorts: false })
    const environment = {
      PATH: process.env.PATH,
      AURA_SERVICE_USER: 'nobody',
      POSTGRES_PORT: String(first),
      REDIS_PORT: String(second),
    }
    try {
      await expect((await test.reopen({ environment })).up()).rejects.toMatchObject({
        code: 'native_ports_taken',
        message: expect.stringMatching(
          new RegExp(`${first} for postgres.*pid ${process.pid}.*POSTGRES_PORT.*${second} for redis.*REDIS_PORT`),
        ),
      })
      expect(test.processes()).toEqual([])
    } finally {
      for (const server of taken) server.close()
    }
  })

  it('free ones are kept, and replaced only when another has taken them', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    const port = test.port('REDIS_PORT')
    await test.stack.restart()
    expect(test.port('REDIS_PORT')).toBe(port)
    await test.stack.stop()
    const server = await listen(port)
    try {
      await test.stack.up()
      expect(test.port('REDIS_PORT')).not.toBe(port)
      const message = `redis takes port ${test.port('REDIS_PORT')} (REDIS_PORT) in place of ${port}`
      expect(test.events).toContainEqual({ type: 'note', message })
      expect(await states(test.stack)).toEqual(['healthy'])
    } finally {
      server.close()
    }
  })

  it('whose file is damaged are not guessed, and stopping and deleting go on', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    const { portsFile } = stackLayout(realpathSync(test.directory))
    const { REDIS_PORT, PORT, ...later } = JSON.parse(readFileSync(portsFile, 'utf8'))
    writeFileSync(portsFile, JSON.stringify({ REDIS_PORT }))
    expect(readNativeStack(test.directory)?.ports).toEqual({ ...defaultPorts, REDIS_PORT })
    for (const text of [JSON.stringify({ REDIS_PORT: 'high', PORT, ...later }), '{"REDIS']) {
      writeFileSync(portsFile, text)
      const damaged = { code: 'native_ports_damaged', message: expect.stringContaining(portsFile) }
      await expect(test.stack.up()).rejects.toMatchObject(damaged)
      await expect(test.stack.ps()).rejects.toMatchObject(damaged)
    }
    await test.stack.stop()
    expect(test.processes()).toEqual([])
  })

  it('of stacks beside each other do not collide', async () => {
    await using one = await openTestStack([redis(), postgres()])
    await using two = await openTestStack([redis(), postgres()])
    await Promise.all([one.stack.up(), two.stack.up()])
    expect([...(await states(one.stack)), ...(await states(two.stack))]).toEqual(Array(4).fill('healthy'))
  })

  if (hasLoopback6)
    it('are taken when a stranger has them on ::1 only', async () => {
      const server = createServer().listen(0, '::1')
      await once(server, 'listening')
      try {
        expect(await isPortFree(portOf(server))).toBe(false)
      } finally {
        server.close()
        await once(server, 'close')
      }
    })

  it('0 asks for a free one', async () => {
    await using test = await openTestStack([redis()], { freePorts: false })
    const environment = { PATH: process.env.PATH, AURA_SERVICE_USER: 'nobody', REDIS_PORT: '0' }
    await (await test.reopen({ environment })).up()
    expect(test.port('REDIS_PORT')).toBeGreaterThan(20_000)
  })

  it('of two services have to differ, and make sense', async () => {
    await using test = await openTestStack([redis()], { freePorts: false })
    const environment = { REDIS_PORT: '20001', POSTGRES_PORT: '20001', AURA_SERVICE_USER: 'nobody' }
    await expect((await test.reopen({ environment })).up()).rejects.toMatchObject({ code: 'config_invalid' })
    await expect(test.reopen({ environment: { S3_PORT: 'high', PORT: '70000' } })).rejects.toMatchObject({
      message: expect.stringMatching(
        /PORT: has to be a whole number.*S3_PORT: has to be a whole number from 0 to 65535/,
      ),
    })
  })
})

async function listen(port = 0) {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function portOf(server: Awaited<ReturnType<typeof listen>>): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
