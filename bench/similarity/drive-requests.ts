import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Requests a second of connections that each send the next request once they have read an answer. Every answer has to be a 200. */
export async function driveRequests(
  origin: string,
  options: { requests: readonly Buffer[]; connections: number; durationMs: number },
): Promise<number> {
  const { hostname, port } = new URL(origin)
  const endMs = performance.now() + options.durationMs
  const startedMs = performance.now()
  const counts = await Promise.all(
    Array.from({ length: options.connections }, async (_, number) => {
      const socket = connect(Number(port), hostname)
      await once(socket, 'connect')
      socket.setNoDelay(true)
      const first = Math.floor((number * options.requests.length) / options.connections)
      try {
        return await drive(socket, { requests: options.requests, first, endMs })
      } finally {
        socket.destroy()
      }
    }),
  )
  const count = counts.reduce((sum, each) => sum + each, 0)
  return (count * 1_000) / (performance.now() - startedMs)
}

/** A request as bytes: what clients do to make one is not what is measured. */
export function requestBytes(options: { path: string; cookie: string; origin: string; body: unknown }): Buffer {
  const body = Buffer.from(JSON.stringify(options.body))
  const head = [
    `POST ${options.path} HTTP/1.1`,
    `host: ${new URL(options.origin).host}`,
    `origin: ${options.origin}`,
    `cookie: ${options.cookie}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

async function drive(
  socket: Socket,
  { requests, first, endMs }: { requests: readonly Buffer[]; first: number; endMs: number },
): Promise<number> {
  let count = 0
  const done = Promise.withResolvers<number>()
  let received: Buffer = Buffer.alloc(0)
  const send = () => socket.write(requests[(first + count) % requests.length] ?? Buffer.alloc(0))
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = received.toString('latin1', 0, headEnd)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
    if (received.length < headEnd + 4 + length) return
    if (!head.startsWith('HTTP/1.1 200')) return done.reject(new Error(received.toString('utf8').slice(0, 1_000)))
    received = Buffer.alloc(0)
    count += 1
    if (performance.now() < endMs) send()
    else done.resolve(count)
  })
  socket.on('error', done.reject)
  socket.on('close', () => done.reject(new Error('the site closed a connection')))
  send()
  return await done.promise
}
