import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readServiceRecord, writeServiceRecord } from './directory/service-record.ts'
import { stackLayout } from './directory/stack-layout.ts'
import type { NativeStack } from './native-stack.ts'
import type { PortName } from './ports.ts'
import type { Service, ServiceName } from './service.ts'
import { openTestStack, serverService } from './testing/test-stack.ts'

const states = async (stack: NativeStack) => (await stack.ps()).map(({ state, health }) => health ?? state)
const pidOf = async (stack: NativeStack, index = 0) => (await stack.ps())[index]?.pids[0] ?? 0
const postgres = () => serverService('postgres', 'POSTGRES_PORT')
const redis = () => serverService('redis', 'REDIS_PORT')

describe('processes', () => {
  it('that do not stop in time are killed, with all that they started', async () => {
    const words = ['-c', 'trap "" TERM; sleep 600 & while :; do sleep 600; done']
    await using test = await openTestStack([
      serverService('redis', 'REDIS_PORT', {
        process: { program: '/bin/sh', words, stopTimeoutMs: 50 },
        service: { check: async () => undefined },
      }),
    ])
    await test.stack.up()
    await expect.poll(() => test.processes().length).toBeGreaterThan(2)
    await test.stack.stop()
    expect(test.processes()).toEqual([])
  })

  it('that left children behind are started again only when those are gone', async () => {
    const words = ['-c', 'sleep 600 & exec sleep 600']
    await using test = await openTestStack([
      serverService('redis', 'REDIS_PORT', {
        process: { program: '/bin/sh', words },
        service: { check: async () => undefined },
      }),
    ])
    await test.stack.up()
    await expect.poll(() => test.processes().length).toBe(2)
    process.kill(await pidOf(test.stack), 'SIGKILL')
    await test.stack.up()
    await expect.poll(() => test.processes().length).toBe(2)
  })

  it('whose record was lost are no strangers on their ports: they make room for new ones', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    const before = await pidOf(test.stack)
    rmSync(join(stackLayout(realpathSync(test.directory)).records, 'redis.json'))
    await (await test.reopen({ freePorts: false })).up()
    expect(await states(test.stack)).toEqual(['healthy'])
    expect(test.processes().map(({ pid }) => pid)).toEqual([await pidOf(test.stack)])
    expect(await pidOf(test.stack)).not.toBe(before)
  })

  it('of a service that is half dead are ended, and it starts whole on its ports', async () => {
    await using test = await openTestStack([pair('redis', ['REDIS_PORT', 'REDIS_EXPORTER_PORT'])])
    await test.stack.up()
    const before = (await test.stack.ps())[0]?.pids ?? []
    const [first = 0, second = 0] = before
    const ports = [test.port('REDIS_PORT'), test.port('REDIS_EXPORTER_PORT')]
    for (const victim of [first, second]) {
      const pids = (await test.stack.ps())[0]?.pids ?? []
      process.kill(pids[victim === first ? 0 : 1] ?? 0, 'SIGKILL')
      await expect.poll(() => states(test.stack)).toEqual(['exited'])
      // As a person's stack, which keeps the ports that people know.
      await (await test.reopen({ freePorts: false })).up()
      expect(await states(test.stack)).toEqual(['healthy'])
      const now = (await test.stack.ps())[0]?.pids ?? []
      expect(now.filter((pid) => pids.includes(pid))).toEqual([])
      expect([now.length, test.processes().length]).toEqual([2, 2])
    }
    expect([test.port('REDIS_PORT'), test.port('REDIS_EXPORTER_PORT')]).toEqual(ports)
  })

  it('of a service that is half dead do not hide that a stranger has the port of the other', async () => {
    await using test = await openTestStack([pair('redis', ['REDIS_PORT', 'REDIS_EXPORTER_PORT'])])
    await test.stack.up()
    const [first = 0] = (await test.stack.ps())[0]?.pids ?? []
    process.kill(first, 'SIGKILL')
    await expect.poll(() => states(test.stack)).toEqual(['exited'])
    const port = test.port('REDIS_PORT')
    const stranger = createServer().listen(port, '127.0.0.1')
    await once(stranger, 'listening')
    try {
      await expect((await test.reopen({ freePorts: false })).up()).rejects.toMatchObject({
        code: 'native_ports_taken',
        parameters: { list: expect.stringMatching(new RegExp(`^${port} for redis, by .*pid ${process.pid}\\)[^;]*$`)) },
      })
    } finally {
      stranger.close()
    }
  })

  it('that only have the pid of one of ours are never signalled', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    const stranger = spawn('sleep', ['600'])
    try {
      const record = readServiceRecord(test.directory, 'redis')
      const [ours] = record?.processes ?? []
      if (!record || !ours) throw new Error('there is no record')
      await test.stack.kill(['redis'])
      // As if our pid had been given to another program since.
      const reused = { ...record, processes: [{ ...ours, pid: stranger.pid ?? 0 }] }
      for (const act of ['kill', 'stop', 'down'] as const) {
        writeServiceRecord(test.directory, 'redis', reused)
        expect(await states(test.stack)).toEqual(['exited'])
        await (act === 'kill' ? test.stack.kill(['redis']) : test.stack[act]())
      }
      writeServiceRecord(test.directory, 'redis', reused)
      await test.stack.up()
      expect(await states(test.stack)).toEqual(['healthy'])
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null])
    } finally {
      stranger.kill('SIGKILL')
      await once(stranger, 'exit')
    }
  })

  it('whose record was lost are found by their mark, and ended at down', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    writeFileSync(join(test.directory, 'records', 'redis.json'), 'nonsense')
    expect(test.processes()).toHaveLength(1)
    await test.stack.down()
    expect(test.processes()).toEqual([])
  })

  it('never run when the command is killed before it could write them down', async () => {
    await using test = await openTestStack([redis()])
    await test.stack.up()
    await test.stack.down()
    await runKilled(['before-recording', test.directory, test.diary])
    await expect.poll(test.processes).toEqual([])
    expect(existsSync(test.diary)).toBe(false)
  })

  it('outlive a command that is killed in the middle of up, and are all known to the next one', async () => {
    await using test = await openTestStack([redis(), postgres()])
    const command = spawnKilled(['in-the-middle', test.directory, test.diary])
    await expect.poll(() => existsSync(test.diary) && test.readDiary(), { timeout: 20_000 }).toContain('start postgres')
    command.kill('SIGKILL')
    await once(command, 'exit')
    expect(test.processes()).toHaveLength(2)
    expect(await states(test.stack)).toEqual(['healthy', 'unhealthy'])
    await test.stack.restart(['postgres'])
    expect(await states(test.stack)).toEqual(['healthy', 'healthy'])
    await test.stack.down({ removeData: true })
    expect(test.processes()).toEqual([])
  })
})

/** A service of two servers, each on a port of its own, that is well when both answer. */
function pair(name: ServiceName, ports: readonly [PortName, PortName]): Service {
  const [one, other] = ports.map((port, index) =>
    serverService(name, port, { process: { name: `${name}-${index}` } }),
  ) as [Service, Service]
  return {
    ...one,
    ports,
    processes: async (context) => [...(await one.processes(context)), ...(await other.processes(context))],
    check: async (context) => {
      await one.check(context)
      await other.check(context)
    },
  }
}

const killedCommand = fileURLToPath(new URL('testing/killed-command.ts', import.meta.url))

function spawnKilled(words: string[]) {
  return spawn(process.execPath, [killedCommand, ...words], { stdio: 'inherit' })
}

async function runKilled(words: string[]): Promise<void> {
  const [, signal] = await once(spawnKilled(words), 'exit')
  expect(signal).toBe('SIGKILL')
}
