import { createServer } from 'node:net'
import { portHolder } from '@aura-sign/stack'

export interface PortFact {
  /** The variable that sets it. */
  readonly variable: string
  readonly port: number
  /** Who listens there; null when the port is free, `pid` null when it is another user's process. */
  readonly holder: { readonly pid: number | null; readonly command: string | null } | null
}

/** Whether each port can be had on loopback, and who has it if not. */
export async function readPortFacts(ports: Readonly<Record<string, number>>): Promise<PortFact[]> {
  const facts: PortFact[] = []
  for (const [variable, port] of Object.entries(ports)) {
    const free = port === 0 || (await isFree(port))
    facts.push({ variable, port, holder: free ? null : holderOf(port) })
  }
  return facts
}

function holderOf(port: number): PortFact['holder'] {
  const found = portHolder(port)
  return found ? { pid: found.pid, command: found.command } : { pid: null, command: null }
}

async function isFree(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const server = createServer()
  server.once('error', (error: NodeJS.ErrnoException) =>
    // A port below 1024 that may not be had is no port in use.
    error.code === 'EADDRINUSE' ? resolve(false) : error.code === 'EACCES' ? resolve(true) : reject(error),
  )
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  return await promise
}
