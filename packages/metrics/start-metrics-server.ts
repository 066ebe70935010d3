import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuraError, type Logger } from '@aura-sign/core'
import type { MetricsRegistry } from './create-metrics-registry.ts'

export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

const requestTimeoutMs = 10_000
const connectionsMax = 16

/** Serves `GET /metrics` and nothing else, without a password: for loopback and private networks. Throws `port_in_use`. */
export async function startMetricsServer(options: {
  host: string
  port: number
  registry: MetricsRegistry
  logger: Logger
}): Promise<MetricsServer> {
  const { host, logger } = options
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    // Nothing here takes a body.
    request.resume()
    answer(request, response, options.registry).catch((error: unknown) => {
      logger.error({ err: error }, 'metrics could not be written')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.maxConnections = connectionsMax
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics`
  logger.info({ url }, 'metrics listener started')
  return { url, close: () => close(server) }
}

async function answer(request: IncomingMessage, response: ServerResponse, registry: MetricsRegistry): Promise<void> {
  const [path] = (request.url ?? '').split('?')
  if (request.method !== 'GET' || path !== '/metrics') {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Only GET /metrics is here.\n')
    return
  }
  const text = await registry.metrics()
  response.writeHead(200, { 'content-type': registry.contentType }).end(text)
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  try {
    await promise
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    if (cause.code === 'EADDRINUSE') {
      throw new AuraError('port_in_use', { port, service: 'the metrics', variable: 'METRICS_PORT' }, { cause })
    }
    throw new AuraError('metrics_listener_failed', { host, port, detail: String(cause.code) }, { cause })
  }
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  await promise
}
