import { once } from 'node:events'
import { createServer } from 'node:http'

export interface HangingService extends AsyncDisposable {
  url: string
  /** Resolves when the first request has come. */
  asked: Promise<void>
}

/** An embedding service that takes requests and never answers. */
export async function hangingEmbeddingService(): Promise<HangingService> {
  const asked = Promise.withResolvers<void>()
  const server = createServer(() => asked.resolve())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    asked: asked.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
