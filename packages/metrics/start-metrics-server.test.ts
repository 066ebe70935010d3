import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@aura-sign/core'
import { afterEach, describe, expect, it } from 'vitest'
import { createMetricsRegistry } from './create-metrics-registry.ts'
import { openMetricsListener } from './open-metrics-listener.ts'
import { type MetricsServer, startMetricsServer } from './start-metrics-server.ts'

const logger = createLogger({ name: 'test', level: 'silent' })
let server: MetricsServer | undefined
let other: Server | undefined
afterEach(async () => {
  await server?.close()
  other?.close()
  server = undefined
  other = undefined
})

const start = (port = 0, host = '127.0.0.1') =>
  startMetricsServer({ host, port, registry: createMetricsRegistry(), logger })

describe('the metrics listener', () => {
  it('answers GET /metrics in the text format, and nothing else', async () => {
    server = await start()
    const answer = await fetch(server.url)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('version=0.0.4')])
    const text = await answer.text()
    expect(text).toMatch(/^aura_build_info\{version="\d+\.\d+\.\d+",node_version="26\./m)
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m)
    expect(text).toMatch(/^nodejs_heap_size_used_bytes /m)
    const refused = [fetch(server.url, { method: 'POST' }), fetch(new URL('/', server.url)), fetch(`${server.url}/x`)]
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([404, 404, 404])
  })

  it('says which port is taken, and which address is none of this machine', async () => {
    other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other?.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    await expect(start(port)).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(`${port}`),
    })
    // TEST-NET-1 (RFC 5737): no machine has it.
    await expect(start(0, '192.0.2.1')).rejects.toMatchObject({ code: 'metrics_listener_failed' })
  })

  it('is not there without a port', async () => {
    await using listener = await openMetricsListener(createMetricsRegistry(), { config: { METRICS_HOST: 'x' }, logger })
    expect(listener).toBeDefined()
  })
})
