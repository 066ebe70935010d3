import { limits } from './limits.ts'
import { MessageBuffer } from './wire/message-buffer.ts'

/**
 * A client's messages, gathered into cycles: what has to reach the session in one piece. Throws RangeError on what is
 * no message of the protocol.
 */
export class ClientInput {
  readonly #buffer = new MessageBuffer()
  #cycles: Buffer[][] = []
  #unfinished: Buffer[] = []
  #gatheredBytes = 0
  #copying = false

  get hasCycle(): boolean {
    return this.#cycles.length > 0
  }

  get pendingBytes(): number {
    return this.#gatheredBytes + this.#buffer.sizeBytes
  }

  append(chunk: Buffer): void {
    this.#buffer.append(chunk)
  }

  /** The next message before the client is admitted. */
  handshakeMessage(kind: 'startup' | 'typed'): Buffer | undefined {
    return this.#buffer.take(kind, limits.startupBytesMax)
  }

  /** Sorts everything that has arrived whole. */
  gather(): void {
    for (;;) {
      const message = this.#buffer.take('typed', limits.pendingBytesMax)
      if (!message) return
      const type = String.fromCharCode(message[0] ?? 0)
      const expected = this.#copying ? copyTypes : queryTypes
      // As Postgres: COPY data after the COPY has ended, and Flush and Sync during one, mean nothing.
      if (!expected.has(type) && (this.#copying ? 'HS' : 'dcf').includes(type)) continue
      if (!expected.has(type)) throw new RangeError(`type ${message[0]}${this.#copying ? ' during COPY' : ''}`)
      this.#add(message, type)
    }
  }

  nextCycle(): Buffer[] {
    const cycle = this.#cycles.shift() ?? []
    for (const message of cycle) this.#gatheredBytes -= message.length
    return cycle
  }

  /** From now until CopyDone or CopyFail, the client sends COPY data, which makes up the next cycle. */
  expectCopyData(): void {
    if (this.hasCycle || this.#unfinished.length > 0) throw new RangeError('a message before the answer to COPY')
    this.#copying = true
  }

  clear(): void {
    this.#cycles = []
    this.#unfinished = []
    this.#gatheredBytes = 0
  }

  #add(message: Buffer, type: string): void {
    this.#unfinished.push(message)
    this.#gatheredBytes += message.length
    if (!cycleEnds.has(type)) return
    this.#cycles.push(this.#unfinished)
    this.#unfinished = []
    this.#copying = false
  }
}

const queryTypes = new Set('QPBDCESHFX')
const copyTypes = new Set('dcfX')
/** Query, Sync, Flush, FunctionCall, Terminate, CopyDone, CopyFail. */
const cycleEnds = new Set('QSHFXcf')
