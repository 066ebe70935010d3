import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { ClientInput } from './client-input.ts'
import { type Admission, Handshake, type HandshakeStep } from './handshake.ts'
import { limits } from './limits.ts'
import { runCycle, tooLarge } from './run-cycle.ts'
import type { Scheduler, Tenant } from './session/scheduler.ts'
import type { SharedSession } from './session/shared-session.ts'
import type { VirtualSession } from './session/virtual-session.ts'
import { backend, type WireError } from './wire/backend-messages.ts'
import { QueryError } from './wire/query-error.ts'

/** What all connections share. */
export interface ConnectionContext {
  readonly shared: SharedSession
  readonly scheduler: Scheduler
  readonly admission: Admission
  /** Names of the settings whose values a client is told. */
  readonly reportedSettings: readonly string[]
  onClosed(connection: ClientConnection): void
}

/** One client's socket: it is admitted, then its cycles run when the scheduler gives it the session. */
export class ClientConnection implements Tenant {
  readonly #socket: Socket
  readonly #context: ConnectionContext
  readonly #input = new ClientInput()
  readonly #handshake: Handshake
  readonly #authenticationTimer: NodeJS.Timeout
  #admitted: Extract<HandshakeStep, { kind: 'admitted' }> | undefined
  #session: VirtualSession | undefined
  #leaving = false
  #draining = false
  #closed = false

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket
    this.#context = context
    this.#handshake = new Handshake(context.admission)
    this.#authenticationTimer = setTimeout(() => this.#leave(), limits.authenticationMs)
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('drain', () => this.#context.scheduler.request(this))
    socket.on('error', () => undefined) // 'close' follows and does the work.
    socket.on('end', () => this.#leave())
    socket.on('close', () => this.#leave())
  }

  ready(): boolean {
    if (this.#closed) return false
    if (this.#leaving) return true
    if (this.#socket.writableNeedDrain) return false
    return this.#input.hasCycle || (this.#admitted !== undefined && this.#session === undefined)
  }

  inTransaction(): boolean {
    return this.#session?.status !== 'I'
  }

  work(): 'release' | 'keep' {
    // Outside of the try: if a client's traces cannot be removed, nobody may use the session any more.
    if (this.#leaving && !(this.#session && this.#input.hasCycle)) return this.#close()
    try {
      if (this.#session) this.#runCycle(this.#session)
      else this.#open()
    } catch (error) {
      this.#fail(error)
    }
    if (this.#draining) this.drain()
    if (!this.#session) return 'release'
    if (this.#context.scheduler.waiting > 0) this.#context.shared.refreshPin(this.#session)
    return this.#session.holds ? 'keep' : 'release'
  }

  evict(reason: 'idle' | 'pinned'): void {
    const pin = this.#session?.pinnedBy ?? 'unfinished messages'
    const idleInTransaction = reason === 'idle' && this.inTransaction()
    this.#fatal({
      sqlState: idleInTransaction ? '25P03' : '57P05',
      message: idleInTransaction
        ? 'terminating connection due to idle-in-transaction timeout'
        : `terminating connection that kept the only session from others (${pin})`,
      hint: 'The embedded stack has one session for all clients; keep what needs it for itself short.',
    })
  }

  /** Ends the connection as soon as it has no transaction and nothing left to run. */
  drain(): void {
    this.#draining = true
    const session = this.#session
    const busy = this.#input.hasCycle || (session && (session.status !== 'I' || session.unsynced))
    if (!busy) this.terminate()
  }

  /** Ends the connection, whatever it is doing. */
  terminate(): void {
    this.#fatal({ sqlState: '57P01', message: 'terminating connection due to administrator command' })
  }

  #receive(chunk: Buffer): void {
    if (this.#leaving) return
    this.#input.append(chunk)
    try {
      if (!this.#admitted) this.#shakeHands()
      if (this.#admitted) this.#input.gather()
    } catch (error) {
      this.#fail(error)
    }
    if (this.#input.pendingBytes > limits.pendingBytesMax) this.#fatal(tooLarge(limits.pendingBytesMax))
    if (!this.#input.hasCycle) return
    if (this.#input.pendingBytes > limits.pauseBytes) this.#socket.pause()
    this.#context.scheduler.request(this)
  }

  #shakeHands(): void {
    while (!this.#admitted && !this.#leaving) {
      const message = this.#input.handshakeMessage(this.#handshake.expects)
      if (!message) return
      const step = this.#handshake.receive(message)
      if (step.bytes) this.#socket.write(step.bytes)
      if (step.kind === 'close') this.#leave()
      if (step.kind === 'admitted') this.#admit(step)
    }
  }

  #admit(step: Extract<HandshakeStep, { kind: 'admitted' }>): void {
    clearTimeout(this.#authenticationTimer)
    this.#admitted = step
    this.#context.scheduler.request(this)
  }

  #open(): void {
    const { settings, minor } = this.#admitted ?? { settings: new Map<string, string>(), minor: 0 }
    const { shared, reportedSettings } = this.#context
    this.#session = shared.open(settings)
    const values = shared.reported(this.#session, reportedSettings)
    this.#send([
      ...values.map(({ name, value }) => backend.parameterStatus(String(name), String(value))),
      // 3.2 made the key longer; nothing can be cancelled, so the key only has to be there.
      backend.backendKeyData(this.#session.id, randomBytes(minor >= 2 ? 32 : 4)),
      backend.readyForQuery('I'),
    ])
  }

  #runCycle(session: VirtualSession): void {
    const result = runCycle(this.#context.shared, session, this.#input)
    if (result.kind === 'answer') this.#send(result.chunks)
    else if (result.kind === 'fatal') this.#fatal(result.error)
    else this.#leave()
    if (!this.#input.hasCycle || this.#input.pendingBytes < limits.pauseBytes) this.#socket.resume()
  }

  #send(chunks: readonly Buffer[]): void {
    if (this.#socket.destroyed) return
    this.#socket.cork()
    for (const chunk of chunks) this.#socket.write(chunk)
    this.#socket.uncork()
  }

  #fail(error: unknown): void {
    if (error instanceof QueryError) this.#fatal(error.wire)
    else if (error instanceof RangeError) {
      this.#fatal({ sqlState: '08P01', message: `invalid message: ${error.message}` })
    } else throw error
  }

  #fatal(error: Omit<WireError, 'severity'>): void {
    if (this.#leaving) return
    this.#send([backend.error({ ...error, severity: 'FATAL' })])
    this.#input.clear()
    this.#leave()
  }

  /** What has arrived whole is still run, as Postgres does; then the client is gone. */
  #leave(): void {
    if (this.#leaving) return
    this.#leaving = true
    clearTimeout(this.#authenticationTimer)
    if (this.#admitted) this.#context.scheduler.request(this)
    else this.#close()
  }

  #close(): 'release' {
    this.#closed = true
    if (this.#session) this.#context.shared.leave(this.#session)
    this.#session = undefined
    this.#socket.resume()
    this.#socket.end()
    const lingerTimer = setTimeout(() => this.#socket.destroy(), limits.lingerMs)
    this.#socket.once('close', () => clearTimeout(lingerTimer))
    this.#context.onClosed(this)
    return 'release'
  }
}
