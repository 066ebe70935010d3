import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuraProblem } from '@aura-sign/react'
import { describe, expect, it } from 'vitest'
import { request } from './request.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function failure(url: string, options?: { alsoAnswers: number }): Promise<unknown> {
  return request('GET', url, options).then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )
}

describe('request', () => {
  it('gives the body and the time of the service', async () => {
    await using server = await serve((_, response) => {
      response.setHeader('date', 'Mon, 23 Nov 2026 12:00:00 GMT').end('{"a":1}')
    })
    const answer = await request('POST', server.url, { body: {} })
    expect(answer).toEqual({ body: { a: 1 }, serverTime: new Date('2026-11-23T12:00:00Z') })
  })

  it('turns problem+json into an AuraProblem with code, hint, fields and the time to wait', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(429, { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '30' })
      const errors = [{ path: 'body.statement', message: 'is too long' }, 'nonsense']
      response.end(
        JSON.stringify({ title: 'T', detail: 'too many requests', code: 'rate_limited', hint: 'Wait.', errors }),
      )
    })
    const error = await failure(server.url)
    expect(error).toBeInstanceOf(AuraProblem)
    expect(error).toMatchObject({
      title: 'T',
      detail: 'too many requests',
      status: 429,
      code: 'rate_limited',
      hint: 'Wait.',
      fields: [{ path: 'body.statement', message: 'is too long' }],
      retryAfterSeconds: 30,
    })
  })

  it('keeps an AuraProblem usable when its body is broken', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(500, { 'content-type': 'application/problem+json' }).end('{"detail":')
    })
    expect(await failure(server.url)).toMatchObject({ status: 500, code: 'unknown' })
  })

  it.each([502, 503, 504])('takes a bare %i for a gateway in front of a service that is gone', async (status) => {
    await using server = await serve((_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
    })
    expect(await failure(server.url)).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it('takes a page of HTML where JSON was due for no answer', async () => {
    await using server = await serve((_, response) => response.end('<h1>Log in to this network</h1>'))
    expect(await failure(server.url)).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it('takes a connection that breaks off for no answer', async () => {
    await using server = await serve((incoming) => incoming.socket.destroy())
    expect(await failure(server.url)).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it('reads the body of a status that was announced as an answer', async () => {
    await using server = await serve((_, response) => response.writeHead(503).end('{"status":"down"}'))
    expect((await request('GET', server.url, { alsoAnswers: 503 })).body).toEqual({ status: 'down' })
  })
})
