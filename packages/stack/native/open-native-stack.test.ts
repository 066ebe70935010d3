import { describe, expect, it } from 'vitest'
import type { NativeStack } from './native-stack.ts'
import { openTestStack, serverService } from './testing/test-stack.ts'

const states = async (stack: NativeStack) => (await stack.ps()).map(({ state, health }) => health ?? state)
const pidOf = async (stack: NativeStack, index = 0) => (await stack.ps())[index]?.pids[0] ?? 0
const postgres = () => serverService('postgres', 'POSTGRES_PORT')
const redis = () => serverService('redis', 'REDIS_PORT')

describe('a native stack', () => {
  it('shows what runs, where, how well, and what memory it takes', async () => {
    await using test = await openTestStack([postgres(), redis()])
    expect(await states(test.stack)).toEqual(['stopped', 'stopped'])
    await test.stack.up(['postgres'])
    expect(await test.stack.ps()).toMatchObject([
      { name: 'postgres', state: 'running', health: 'healthy', detail: null, port: test.port('POSTGRES_PORT') },
      { name: 'redis', state: 'stopped', health: null, pids: [] },
    ])
    const [shown] = await test.stack.ps(['postgres'])
    expect(shown?.memoryBytes).toBeGreaterThan(1_000_000)
    expect(Date.parse(shown?.startedAt ?? '')).not.toBeNaN()
  })

  it('starts what a service needs before it, and stops it after', async () => {
    const diary = { diary: '' }
    await using test = await openTestStack([
      serverService('demo-site', 'PORT', { dependsOn: ['migrate'], process: { environment: {} } }),
    ])
    diary.diary = test.diary
    const services = [
      serverService('demo-site', 'PORT', { ...diary, dependsOn: ['worker'] }),
      serverService('worker', 'WORKER_METRICS_PORT', { ...diary, dependsOn: ['postgres'] }),
      serverService('postgres', 'POSTGRES_PORT', diary),
    ]
    const stack = await test.reopen({ services })
    await stack.up(['demo-site'])
    await stack.stop()
    const order = ['postgres', 'worker', 'demo-site']
    expect(test.readDiary()).toEqual([
      ...order.map((name) => `start ${name}`),
      ...order.toReversed().map((name) => `end ${name}`),
    ])
  })

  it('starts independent services at the same time', async () => {
    const arrived = Promise.withResolvers<void>()
    let waiting = 0
    // Each waits for the other: one after the other, neither would ever start.
    const before = async () => {
      waiting += 1
      if (waiting === 2) arrived.resolve()
      await arrived.promise
    }
    await using test = await openTestStack([
      serverService('postgres', 'POSTGRES_PORT', { process: { before } }),
      serverService('redis', 'REDIS_PORT', { process: { before } }),
    ])
    await test.stack.up()
    expect(await states(test.stack)).toEqual(['healthy', 'healthy'])
  })

  it('stops, starts, restarts and kills by name, and leaves the others alone', async () => {
    await using test = await openTestStack([postgres(), redis()])
    const { stack } = test
    await stack.up()
    const other = await pidOf(stack, 1)
    await stack.stop(['postgres'])
    expect(await states(stack)).toEqual(['stopped', 'healthy'])
    await stack.start(['postgres'])
    const first = await pidOf(stack)
    await stack.restart(['postgres'])
    expect(await pidOf(stack)).not.toBe(first)
    await stack.kill(['postgres'])
    expect(await states(stack)).toEqual(['exited', 'healthy'])
    await stack.start()
    expect(await states(stack)).toEqual(['healthy', 'healthy'])
    expect(await pidOf(stack, 1)).toBe(other)
  })

  it('sends the signal that was asked for', async () => {
    await using test = await openTestStack([])
    const stack = await test.reopen({ services: [serverService('redis', 'REDIS_PORT', { diary: test.diary })] })
    await stack.up()
    await stack.kill(['redis'], { signal: 'SIGHUP' })
    await expect.poll(test.readDiary, { timeout: 10_000, interval: 5 }).toContain('hangup redis')
    expect(await states(stack)).toEqual(['healthy'])
    await stack.down()
  })

  it('does nothing at a second up, and waits for one that runs', async () => {
    await using test = await openTestStack([postgres(), redis()])
    await Promise.all([test.stack.up(), (await test.reopen()).up()])
    const before = await test.stack.ps()
    await test.stack.up()
    expect((await test.stack.ps()).map(({ pids }) => pids)).toEqual(before.map(({ pids }) => pids))
    expect(test.processes()).toHaveLength(2)
    expect(test.events).toContainEqual({
      type: 'note',
      message: expect.stringContaining(`waiting for process ${process.pid}`),
    })
  })

  it('says who changes the stack when that takes too long', async () => {
    const gate = Promise.withResolvers<void>()
    await using test = await openTestStack([
      serverService('redis', 'REDIS_PORT', { process: { before: () => gate.promise } }),
    ])
    const up = test.stack.up()
    const impatient = await test.reopen({ lockTimeoutMs: 0 })
    await expect.poll(() => impatient.stop().then(String, ({ code }) => code)).toBe('native_stack_busy')
    await expect(impatient.up()).rejects.toMatchObject({ parameters: { pid: String(process.pid) } })
    gate.resolve()
    await up
  })

  it('comes up again after everything was killed', async () => {
    await using test = await openTestStack([postgres(), redis()])
    await test.stack.up()
    for (const { pid } of test.processes()) process.kill(pid, 'SIGKILL')
    // At once: some of them may still be dying.
    await test.stack.up()
    expect(await states(test.stack)).toEqual(['healthy', 'healthy'])
  })

  it('runs a one-off to its end at each up, before what needs it', async () => {
    await using test = await openTestStack([])
    const migrate = (code: number) =>
      serverService('migrate', 'GRAFANA_PORT', {
        service: { oneOff: true, ports: [], check: async () => undefined },
        process: {
          program: '/bin/sh',
          words: ['-c', `echo "start migrate" >>"$DIARY"; echo "no such table" >&2; exit ${code}`],
          environment: { DIARY: test.diary },
        },
      })
    const site = serverService('demo-site', 'PORT', { diary: test.diary, dependsOn: ['migrate'] })
    const stack = await test.reopen({ services: [migrate(0), site] })
    await stack.up()
    await stack.up()
    expect(test.readDiary()).toEqual(['start migrate', 'start demo-site', 'start migrate'])
    expect(await states(stack)).toEqual(['completed', 'healthy'])
    await stack.stop()
    const broken = await test.reopen({ services: [migrate(3), site] })
    await expect(broken.up()).rejects.toMatchObject({
      message: expect.stringMatching(/migrate.*exit code 3/),
      hint: expect.stringContaining('no such table'),
    })
    expect(test.readDiary().at(-1)).toBe('start migrate')
  })
})

describe('a service that fails', () => {
  it('to end in time, a one-off, is stopped', async () => {
    const migrate = serverService('migrate', 'GRAFANA_PORT', {
      startTimeoutMs: 300,
      service: { oneOff: true, ports: [] },
      process: { program: '/bin/sh', words: ['-c', 'echo "waiting for a lock"; sleep 600 & wait'] },
    })
    await using test = await openTestStack([migrate])
    await expect(test.stack.up()).rejects.toMatchObject({
      code: 'native_service_failed',
      message: expect.stringMatching(/migrate did not start: it did not end/),
      hint: expect.stringContaining('waiting for a lock'),
    })
    expect(test.processes()).toEqual([])
  })

  it('is named with the end of its log when it exits', async () => {
    await using test = await openTestStack([serverService('redis', 'REDIS_PORT', { mode: 'exit' }), postgres()])
    await expect(test.stack.up()).rejects.toMatchObject({
      code: 'native_service_failed',
      message: expect.stringMatching(/redis did not start.*exit code 7/),
      hint: expect.stringContaining('the disk is on fire'),
    })
  })

  it('is named with the last reason when it never is well, and keeps back what needs it', async () => {
    await using test = await openTestStack([
      serverService('redis', 'REDIS_PORT', { mode: 'sick', startTimeoutMs: 3_000 }),
      serverService('demo-site', 'PORT', { dependsOn: ['redis'] }),
    ])
    await expect(test.stack.up()).rejects.toMatchObject({
      message: expect.stringMatching(/redis did not start.*answers 500/),
      hint: expect.stringContaining('redis says hello'),
    })
    expect(await test.stack.ps()).toMatchObject([
      { state: 'running', health: 'unhealthy', detail: 'it answers 500' },
      { state: 'stopped' },
    ])
  })

  it('is named when its program is not there', async () => {
    await using test = await openTestStack([
      serverService('redis', 'REDIS_PORT', { process: { program: '/no/such/program' } }),
    ])
    await expect(test.stack.up()).rejects.toMatchObject({ hint: expect.stringContaining('/no/such/program') })
  })

  it('that cannot run here is left out, unless it was asked for or is needed', async () => {
    const absent = { service: { missing: async () => 'grafana is not installed' } }
    const grafana = serverService('grafana', 'GRAFANA_PORT', absent)
    await using test = await openTestStack([grafana, redis()])
    await test.stack.up()
    expect(await test.stack.ps()).toMatchObject([
      { state: 'unavailable', detail: 'grafana is not installed' },
      { state: 'running' },
    ])
    await expect(test.stack.up(['grafana'])).rejects.toMatchObject({ code: 'native_service_missing' })
    const needing = await test.reopen({
      services: [grafana, serverService('worker', 'PORT', { dependsOn: ['grafana'] })],
    })
    await expect(needing.up()).rejects.toMatchObject({ code: 'native_service_missing' })
  })

  it('that was never made cannot be started', async () => {
    await using test = await openTestStack([redis(), postgres()])
    await expect(test.stack.start(['redis'])).rejects.toMatchObject({ code: 'native_service_not_made' })
    await expect(test.stack.start()).rejects.toMatchObject({ code: 'native_service_not_made' })
  })
})
