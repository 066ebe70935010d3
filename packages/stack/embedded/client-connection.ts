import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { type Admission, Handshake, type HandshakeStep } from './handshake.ts'
import { limits } from './limits.ts'
import { classifyStatement } from './session/classify-statement.ts'
import type { Scheduler, Tenant } from './session/scheduler.ts'
import type { SharedSession } from './session/shared-session.ts'
import type { VirtualSession } from './session/virtual-session.ts'
import { backend, type WireError } from './wire/backend-messages.ts'
import { readCString } from './wire/frontend-messages.ts'
import { MessageBuffer } from './wire/message-buffer.ts'
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

/** One client's socket: gathers its messages into whole cycles and runs them when the scheduler gives it the session. */
export class ClientConnection implements Tenant {
  readonly #socket: Socket
  readonly #context: ConnectionContext
  readonly #input = new MessageBuffer()
  readonly #authenticationTimer: NodeJS.Timeout
  #handshake: Handshake | undefined
  #admitted: Extract<HandshakeStep, { kind: 'admitted' }> | undefined
  #session: VirtualSession | undefined
  #messages: Buffer[] = []
  #messageBytes = 0
  /** How many of the messages end a cycle or ask for its answer so far. */
  #runnable = 0
  /** The COPY FROM STDIN whose data is arriving. */
  #copying = false
  #leaving = false
  #draining = false
  #closed = false

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket
    this.#context = context
    this.#handshake = new Handshake(context.admission)
    this.#authenticationTimer = setTimeout(() => socket.destroy(), limits.authenticationMs)
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
    return this.#runnable > 0 || (this.#admitted !== undefined && this.#session === undefined)
  }

  inTransaction(): boolean {
    return this.#session?.status !== 'I'
  }

  work(): 'release' | 'keep' {
    try {
      if (!this.#session && !this.#leaving) this.#open()
      else if (this.#session && this.#runnable > 0) this.#runCycle(this.#session)
      else if (this.#leaving) return this.#close()
    } catch (error) {
      this.#fail(error)
    }
    if (this.#session === undefined) return this.#leaving ? this.#close() : 'release'
    if (this.#context.scheduler.waiting > 0) this.#context.shared.refreshPin(this.#session)
    if (this.#draining) this.drain()
    return this.#session.holds ? 'keep' : 'release'
  }

  evict(reason: 'idle' | 'pinned'): void {
    if (reason === 'idle' && this.inTransaction()) {
      this.#fatal({
        sqlState: '25P03',
        message: 'terminating connection due to idle-in-transaction timeout',
        hint: oneSession,
      })
      return
    }
    const pin = this.#session?.pinnedBy ?? 'open cycle'
    this.#fatal({
      sqlState: '57P05',
      message: `terminating connection that kept the only session (${pin}) from others`,
      hint: oneSession,
    })
  }

  /** Ends the connection as soon as it has no transaction and nothing left to run. */
  drain(): void {
    this.#draining = true
    if (
      this.#leaving ||
      this.#runnable > 0 ||
      (this.#session && (this.#session.status !== 'I' || this.#session.unsynced))
    )
      return
    this.terminate()
  }

  /** Ends the connection, whatever it is doing. */
  terminate(): void {
    this.#fatal({ sqlState: '57P01', message: 'terminating connection due to administrator command' })
  }

  #receive(chunk: Buffer): void {
    if (this.#leaving) return
    this.#input.append(chunk)
    try {
      if (this.#handshake) this.#shakeHands()
      if (!this.#handshake) this.#gather()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#fatal({ sqlState: '08P01', message: `invalid message: ${error.message}` })
    }
    const pendingBytes = this.#messageBytes + this.#input.sizeBytes
    if (pendingBytes > limits.pendingBytesMax) this.#fatal(tooLarge(limits.pendingBytesMax))
    else if (this.#runnable > 0 && pendingBytes > limits.pauseBytes) this.#socket.pause()
  }

  #shakeHands(): void {
    while (this.#handshake) {
      const message = this.#input.take(this.#handshake.expects, limits.startupBytesMax)
      if (!message) return
      const step = this.#handshake.receive(message)
      if (step.kind === 'close') {
        if (step.bytes) this.#socket.write(step.bytes)
        this.#leave()
        return
      }
      this.#socket.write(step.bytes)
      if (step.kind !== 'admitted') continue
      clearTimeout(this.#authenticationTimer)
      this.#handshake = undefined
      this.#admitted = step
      this.#context.scheduler.request(this)
    }
  }

  #gather(): void {
    for (;;) {
      const message = this.#input.take('typed', limits.pendingBytesMax)
      if (!message) break
      const type = String.fromCharCode(message[0] ?? 0)
      if (!frontendTypes.has(type)) throw new RangeError(`type ${message[0]}`)
      if (this.#copying !== copyTypes.has(type)) {
        // As Postgres: Flush and Sync during COPY and COPY data outside of it are ignored.
        if (copyTypes.has(type) || type === 'H' || type === 'S') continue
        if (type !== 'X') throw new RangeError(`type "${type}" during COPY`)
      }
      this.#messages.push(message)
      this.#messageBytes += message.length
      if (cycleEnds.has(type)) this.#runnable++
    }
    if (this.#runnable > 0) this.#context.scheduler.request(this)
  }

  #open(): void {
    const { settings, minor } = this.#admitted ?? { settings: new Map<string, string>(), minor: 0 }
    const { shared, reportedSettings } = this.#context
    this.#session = shared.open(settings)
    const values = shared.reported(this.#session, reportedSettings)
    this.#socket.write(
      Buffer.concat([
        ...values.map(({ name, value }) => backend.parameterStatus(String(name), String(value))),
        // 3.2 made the key longer; nothing can be cancelled, so the key only has to be there.
        backend.backendKeyData(this.#session.id, randomBytes(minor >= 2 ? 32 : 4)),
        backend.readyForQuery('I'),
      ]),
    )
  }

  #runCycle(session: VirtualSession): void {
    const end = this.#messages.findIndex((message) => cycleEnds.has(String.fromCharCode(message[0] ?? 0))) + 1
    const cycle = this.#messages.slice(0, end)
    const [first] = cycle
    this.#runnable--
    if (first && cycle.length === 1 && first[0] === queryType && isCopyFromClient(first)) {
      this.#startCopy(session, first)
      return
    }
    this.#take(end)
    if (cycle.at(-1)?.[0] === terminateType) {
      this.#leave()
      return
    }
    if (this.#copying) {
      if (!copyEnds.has(cycle.at(-1)?.[0] ?? 0)) throw new RangeError('a query during COPY')
      this.#copying = false
      this.#send([this.#context.shared.runCopy(session, cycle)])
      return
    }
    const answer: Buffer[] = []
    let answerBytes = 0
    this.#context.shared.run(session, cycle, (chunk) => {
      answerBytes += chunk.length
      if (answerBytes <= limits.resultBytesMax) answer.push(Buffer.from(chunk))
      else answer.length = 0
    })
    if (answerBytes > limits.resultBytesMax) {
      this.#fatal(tooLarge(limits.resultBytesMax))
      return
    }
    if (session.statements.size > limits.statementsMax) {
      this.#fatal(tooManyStatements)
      return
    }
    this.#send(answer)
  }

  /** Leaves the accepted query at the head of the messages; the client's data gathers behind it. */
  #startCopy(session: VirtualSession, query: Buffer): void {
    const { accepted, answer } = this.#context.shared.probeCopy(session, query)
    if (accepted) this.#copying = true
    else this.#take(1)
    this.#send([answer])
  }

  #take(count: number): void {
    for (const message of this.#messages.splice(0, count)) this.#messageBytes -= message.length
    if (this.#socket.isPaused() && (this.#runnable === 0 || this.#messageBytes < limits.pauseBytes))
      this.#socket.resume()
  }

  #send(answer: readonly Buffer[]): void {
    if (this.#socket.destroyed) return
    this.#socket.cork()
    for (const chunk of answer) this.#socket.write(chunk)
    this.#socket.uncork()
  }

  #fail(error: unknown): void {
    if (error instanceof QueryError) {
      this.#fatal(error.wire)
      return
    }
    if (!(error instanceof RangeError)) throw error
    this.#fatal({ sqlState: '08P01', message: `invalid message: ${error.message}` })
  }

  #fatal(error: Omit<WireError, 'severity'>): void {
    if (this.#leaving) return
    this.#socket.write(backend.error({ ...error, severity: 'FATAL' }))
    this.#messages = []
    this.#messageBytes = 0
    this.#runnable = 0
    this.#socket.resume()
    this.#leave()
  }

  /** What has arrived whole is still run, as Postgres does, then the client is gone. */
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
    this.#socket.end()
    const lingerTimer = setTimeout(() => this.#socket.destroy(), limits.lingerMs)
    this.#socket.once('close', () => clearTimeout(lingerTimer))
    this.#context.onClosed(this)
    return 'release'
  }
}

const oneSession = 'The embedded stack has one session for all clients; keep transactions short there.'
const queryType = 'Q'.charCodeAt(0)
const terminateType = 'X'.charCodeAt(0)
const frontendTypes = new Set('QPBDCESHFXdcf')
const copyTypes = new Set('dcf')
const copyEnds = new Set([...'cf'].map((type) => type.charCodeAt(0)))
/** Query, Sync, Flush, FunctionCall, Terminate, CopyDone, CopyFail. */
const cycleEnds = new Set('QSHFXcf')

const tooManyStatements = {
  sqlState: '53400',
  message: `more than ${limits.statementsMax} prepared statements`,
  hint: 'Close statements that are no longer used, or turn prepared statements off in the client.',
}

function tooLarge(bytesMax: number) {
  return {
    sqlState: '54000',
    message: `more than ${bytesMax} bytes at once`,
    hint: 'Send or fetch the data in smaller pieces, for example with LIMIT or a cursor.',
  }
}

function isCopyFromClient(query: Buffer): boolean {
  return classifyStatement(readCString(query, 5).value).copyFromClient === 'alone'
}
