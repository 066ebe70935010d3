import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether a service could listen on this port of loopback now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    const listening = once(server, 'listening')
    server.listen({ port, host: '127.0.0.1', exclusive: true })
    await listening
    return true
  } catch {
    return false
  } finally {
    if (server.listening) {
      const closed = once(server, 'close')
      server.close()
      await closed
    }
  }
}
