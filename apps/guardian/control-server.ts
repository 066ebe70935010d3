import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuraError, type Logger } from '@aura-sign/core'
import { isAuthorized } from './is-authorized.ts'

/** Answers one request; throws what is to be reported. */
export type ControlHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface ControlServer {
  readonly url: string
  close(): Promise<void>
}

const requestTimeoutMs = 10_000

/**
 * The guardian's private HTTP listener. Loopback alone does not make it private: any page in a browser and any
 * user of the machine can reach it, hence the token.
 */
export async function startControlServer(options: {
  host: string
  port: number
  token: string
  /** By method and path, as `POST /backups`. */
  routes: Readonly<Record<string, ControlHandler>>
  logger: Logger
}): Promise<ControlServer> {
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    // No route takes a body.
    request.resume()
    answer(request, response, options).catch((error: unknown) =>
      options.logger.error({ err: error }, 'control request'),
    )
  })
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  return { url: `http://${reachableHost(options.host)}:${port}`, close: () => close(server) }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, routes, logger }: { token: string; routes: Readonly<Record<string, ControlHandler>>; logger: Logger },
): Promise<void> {
  try {
    if (!isAuthorized(request.headers.authorization, token)) throw new AuraError('control_refused')
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const route = `${request.method} ${path}`
    const handler = Object.hasOwn(routes, route) ? routes[route] : undefined
    if (!handler) throw new AuraError('not_found', { path })
    await handler(request, response)
  } catch (error) {
    const known = error instanceof AuraError ? error : new AuraError('internal_error', {}, { cause: error })
    if (known.status >= 500) logger.error({ err: error }, 'control request failed')
    if (response.headersSent) return void response.end()
    response.writeHead(known.status, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify(problemOf(known)))
  }
}

/** Where a process on this machine reaches a listener: every address includes loopback. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** RFC 9457 problem details of an error. */
export function problemOf(error: AuraError) {
  return {
    type: `urn:aura-sign:error:${error.code}`,
    title: error.message,
    status: error.status,
    code: error.code,
    hint: error.hint,
    exitCode: error.exitCode,
    parameters: error.parameters,
  }
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  try {
    await promise
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    throw new AuraError('port_in_use', { port, service: 'the guardian', variable: 'GUARDIAN_PORT' }, { cause })
  }
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  await promise
}
