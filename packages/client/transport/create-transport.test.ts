import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type AuraClientOptions, createAuraClient } from '../client/create-aura-client.ts'
import { AuraProblem } from '../problems/aura-problem.ts'

// Answers that no healthy service gives, from a real server.

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function problemOf(call: Promise<unknown>): Promise<AuraProblem> {
  const error: unknown = await call.then(
    () => expect.fail('it did not fail'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(AuraProblem)
  return error as AuraProblem
}

const sessionFailure = (options: AuraClientOptions) => problemOf(createAuraClient(options).getSession())

describe('a call', () => {
  it('turns problem+json into an AuraProblem with code, hint, request, fields and the time to wait', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(429, { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '30' })
      const errors = [{ path: 'body.statement', message: 'is too long' }, 'nonsense']
      const problem = { title: 'T', detail: 'too many', code: 'rate_limited', hint: 'Wait.', requestId: 'r-1', errors }
      response.end(JSON.stringify(problem))
    })
    expect(await sessionFailure(server)).toMatchObject({
      ...{
        name: 'AuraProblem',
        message: 'too many',
        title: 'T',
        detail: 'too many',
        status: 429,
        code: 'rate_limited',
      },
      ...{ hint: 'Wait.', requestId: 'r-1', errors: [{ path: 'body.statement', message: 'is too long' }] },
      retryAfterSeconds: 30,
    })
  })

  it('keeps an AuraProblem usable when its body is broken', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(500, { 'content-type': 'application/problem+json' }).end('{"detail":')
    })
    expect(await sessionFailure(server)).toMatchObject({ status: 500, code: 'unknown' })
  })

  it.each([502, 503, 504])('takes a bare %i for a gateway in front of a service that is gone', async (status) => {
    await using server = await serve((_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
    })
    expect(await sessionFailure(server)).toMatchObject({ code: 'unreachable', status: 0 })
    expect(await problemOf(createAuraClient(server).getHealth())).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it('takes a page of HTML where JSON was due for no answer', async () => {
    await using server = await serve((_, response) => response.end('<h1>Log in to this network</h1>'))
    expect(await sessionFailure(server)).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it('takes a connection that breaks off for no answer, also within the body', async () => {
    await using server = await serve((incoming) => incoming.socket.destroy())
    expect(await sessionFailure(server)).toMatchObject({ code: 'unreachable', status: 0 })
    await using half = await serve((incoming, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"user"', () => incoming.socket.destroy())
    })
    expect(await sessionFailure(half)).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it('takes a silent service for no answer when its time is up, and says after how long', async () => {
    await using server = await serve(() => undefined)
    const problem = await sessionFailure({ ...server, timeoutMs: 50 })
    expect(problem).toMatchObject({ code: 'unreachable', detail: 'no answer to GET /api/auth/session within 0.05 s' })
    expect(problem.hint).toMatch(/^Check .+\.$/)
  })

  it('ends with `cancelled` when its signal is aborted, before or while it runs', async () => {
    const controller = new AbortController()
    const { signal } = controller
    await using server = await serve(() => controller.abort())
    const client = createAuraClient(server)
    const hint = expect.stringMatching(/\.$/)
    expect(await problemOf(client.getSession({ signal }))).toMatchObject({ code: 'cancelled', status: 0, hint })
    expect(await problemOf(client.getSession({ signal }))).toMatchObject({ code: 'cancelled', status: 0, hint })
    const file = new Blob(['a'])
    expect(await problemOf(client.uploadEvidence(file, { signal }))).toMatchObject({ code: 'cancelled', status: 0 })
  })

  it('takes the health of a service that is down for an answer', async () => {
    const health = { status: 'down', components: { postgres: { status: 'down' } } }
    await using server = await serve((_, response) => response.writeHead(503).end(JSON.stringify(health)))
    expect(await createAuraClient(server).getHealth()).toEqual(health)
  })

  it.each([
    ['a service that is stopping', { statusCode: 503, code: 'FST_ERR_REOPENED_CLOSE_SERVER', message: 'closed' }],
    ['a gateway', { error: 'no upstream' }],
    ['an unknown state', { status: 'sleepy', components: {} }],
    ['nothing', null],
  ])('takes an answer about health of %s for no answer', async (_, body) => {
    await using server = await serve((_, response) => response.writeHead(503).end(JSON.stringify(body)))
    expect(await problemOf(createAuraClient(server).getHealth())).toMatchObject({ code: 'unreachable' })
  })

  it('is made with the fetch that it was given, at an address relative to the page where there is no other', async () => {
    const asked: unknown[] = []
    const client = createAuraClient({
      url: '',
      fetch: async (...request) => {
        asked.push(request)
        return new Response('{"user":null,"session":null}')
      },
    })
    await client.getSession()
    expect(asked).toEqual([
      ['/api/auth/session', expect.objectContaining({ method: 'GET', credentials: 'same-origin' })],
    ])
  })

  it('keeps what comes from outside within its part of the path', async () => {
    await using server = await serve((incoming, response) => response.end(JSON.stringify(incoming.url)))
    expect(await createAuraClient(server).getSchema('../x?y#z')).toBe('/api/schemas/..%2Fx%3Fy%23z')
  })

  it('ends a list whose pages go in a circle', async () => {
    await using server = await serve((_, response) => response.end('{"attestations":[],"nextCursor":"a"}'))
    expect(await problemOf(createAuraClient(server).eachAttestation().next())).toMatchObject({ code: 'unreachable' })
  })
})
