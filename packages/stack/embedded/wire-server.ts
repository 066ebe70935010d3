import { createServer, type Server, type Socket } from 'node:net'
import { ClientConnection, type ConnectionContext } from './client-connection.ts'
import type { Engine } from './engine.ts'
import type { Admission } from './handshake.ts'
import { limits } from './limits.ts'
import { Maintenance } from './maintenance.ts'
import { Scheduler } from './session/scheduler.ts'
import { SharedSession } from './session/shared-session.ts'
import { readCString } from './wire/frontend-messages.ts'
import { splitMessages } from './wire/split-messages.ts'

export interface WireServerOptions {
  readonly admission: Omit<Admission, 'full'>
  readonly idleInTransactionMs: number
  readonly onCrash: (cause: unknown) => void
}

/** Serves one engine to many clients on 127.0.0.1. */
export class WireServer {
  readonly scheduler: Scheduler
  readonly shared: SharedSession
  readonly #server: Server
  readonly #connections = new Set<ClientConnection>()
  readonly #context: ConnectionContext
  readonly #maintenance: Maintenance
  #onEmpty: (() => void) | undefined

  constructor(engine: Engine, options: WireServerOptions) {
    this.shared = new SharedSession(engine)
    this.scheduler = new Scheduler({ idleMs: options.idleInTransactionMs, pinnedMs: limits.pinnedMs }, options.onCrash)
    this.#maintenance = new Maintenance(this.shared, this.scheduler)
    this.#context = {
      shared: this.shared,
      scheduler: this.scheduler,
      admission: { ...options.admission, full: () => this.#connections.size > limits.clientsMax },
      reportedSettings: reportedSettings(engine, options.admission),
      onClosed: (connection) => this.#forget(connection),
    }
    this.#server = createServer((socket) => this.#accept(socket))
    // Clients over the limit are told so after their startup packet; this bounds how many wait for that.
    this.#server.maxConnections = limits.clientsMax * 2
  }

  /** Starts listening and returns the port; rejects with EADDRINUSE when somebody else has it. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject)
        const address = this.#server.address()
        resolve(typeof address === 'object' && address ? address.port : port)
      })
    })
  }

  /** Refuses new clients, lets what runs finish within `limits.drainMs`, then ends everybody. */
  async drain(): Promise<void> {
    this.#server.close()
    this.#maintenance.stop()
    for (const connection of this.#connections) connection.drain()
    const timer = setTimeout(() => {
      for (const connection of this.#connections) connection.terminate()
    }, limits.drainMs)
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve
      this.#forget()
    })
    clearTimeout(timer)
  }

  #accept(socket: Socket): void {
    this.#connections.add(new ClientConnection(socket, this.#context))
  }

  #forget(connection?: ClientConnection): void {
    if (connection) {
      this.#connections.delete(connection)
      this.scheduler.remove(connection)
    }
    if (this.#connections.size === 0) this.#onEmpty?.()
  }
}

/** Names that Postgres itself reports to a client that connects. */
function reportedSettings(engine: Engine, { role, database }: { role: string; database: string }): string[] {
  const body = Buffer.from(`user\0${role}\0database\0${database}\0\0`)
  const packet = Buffer.alloc(8 + body.length)
  packet.writeInt32BE(packet.length, 0)
  packet.writeInt32BE(196608, 4)
  body.copy(packet, 8)
  return [...splitMessages(engine.startup(packet))]
    .filter(({ type }) => type === 'S')
    .map(({ bytes }) => readCString(bytes, 5).value)
}
