import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the range that systems give to outgoing connections, which could take a stopped stack's port.
const portMin = 20_000
const portMax = 29_999
const attemptsMax = 50

/** A port on loopback where nothing listens, chosen at random so that two stacks rarely want the same. */
export async function chooseFreePort(): Promise<number> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const port = randomInt(portMin, portMax + 1)
    if (await isFree(port)) return port
  }
  throw new Error(`none of ${attemptsMax} ports between ${portMin} and ${portMax} is free`)
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
