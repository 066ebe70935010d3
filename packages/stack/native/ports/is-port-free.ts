import { once } from 'node:events'
import { createServer } from 'node:net'

const absent = new Set<unknown>(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/**
 * Whether a service could listen on this port of loopback now, and nobody else answers there: programs that connect to
 * `localhost` may try either address.
 */
export async function isPortFree(port: number): Promise<boolean> {
  return (await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))
}

async function isFree(port: number, host: '127.0.0.1' | '::1'): Promise<boolean> {
  const server = createServer()
  try {
    const listening = once(server, 'listening')
    server.listen({ port, host, exclusive: true })
    await listening
    return true
  } catch (error) {
    // A machine without IPv6 has nobody there.
    return host === '::1' && error instanceof Error && 'code' in error && absent.has(error.code)
  } finally {
    if (server.listening) {
      const closed = once(server, 'close')
      server.close()
      await closed
    }
  }
}
