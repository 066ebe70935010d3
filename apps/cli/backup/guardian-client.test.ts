import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { requestBackup } from './guardian-client.ts'

describe('requestBackup', () => {
  let answer: (response: ServerResponse) => void
  const server = createServer((_request, response) => answer(response))
  beforeEach(async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.listen(0, '127.0.0.1', resolve)
    await promise
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const backup = () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const startedAt = '2026-11-23T10:00:00.000Z'
    const addresses = { siteUrl: url, databaseUrl: url, controlUrl: url }
    const run = { pid: 1, startedAt, ...addresses, controlToken: 'x', stopSecondsMax: 1 }
    return requestBackup(run, { onProgress: () => undefined, silenceTimeoutMs: 50 })
  }
  const begin = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write('{"type":"progress","step":"describe","bytes":0}\n')
  }

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['a connection that is cut', (response) => setImmediate(() => response.destroy()), /terminated/],
    ['an answer that ends early', (response) => response.end(), /before the backup was complete/],
    ['silence', () => undefined, /nothing for 0.05 s/],
    ['a line that is no JSON', (response) => response.end('nonsense\n'), /JSON/],
  ])('reports %s during a backup as a guardian that cannot be reached', async (_fault, fail, detail) => {
    answer = (response) => {
      begin(response)
      fail(response)
    }
    await expect(backup()).rejects.toMatchObject({
      code: 'guardian_unreachable',
      parameters: { detail: expect.stringMatching(detail) },
    })
  })
})
