import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { ServiceContext } from '../../service.ts'
import { settleBuckets } from './settle-buckets.ts'

const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' }

/** Buckets on a server that deals with each request as told. */
async function settleOn(handle: Parameters<typeof createServer>[1]) {
  const server = createServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const S3_PORT = (server.address() as AddressInfo).port
  const secrets = Object.fromEntries(
    ['s3Operator', 's3Objects', 's3Backups', 's3Journal'].map((name) => [name, credentials]),
  )
  try {
    await settleBuckets({ ports: { S3_PORT }, secrets } as unknown as ServiceContext, 'minio')
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('settling buckets', () => {
  it.each([
    ['cuts the connection', (request: { destroy(): void }) => request.destroy()],
    [
      'says that it cannot yet',
      (_: unknown, response: { writeHead(s: number): { end(): void } }) => response.writeHead(503).end(),
    ],
  ])('can be tried again when the server %s', async (_, handle) => {
    await expect(settleOn(handle as never)).rejects.toMatchObject({ code: 'service_unwell' })
  })

  it('is not tried again when the server refuses', async () => {
    await expect(settleOn((_, response) => response.writeHead(403).end())).rejects.not.toHaveProperty('code')
  })
})
