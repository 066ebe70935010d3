import type { PGlite } from '@electric-sql/pglite'
import { frontend } from './wire/frontend-messages.ts'
import { QueryError } from './wire/query-error.ts'
import { type Row, readRows } from './wire/read-rows.ts'

/**
 * PGlite's one session, driven through the calls of its WASM module that PGlite's own execProtocolRawSync makes. That
 * method swallows every exception, so a trapped or exited Postgres would loop for ever; this one reports it.
 */
export class Engine {
  readonly #pglite: PGlite
  readonly #module: PostgresModule
  readonly #onCrash: (cause: unknown) => void
  #input: Uint8Array = new Uint8Array()
  #inputOffset = 0
  #onOutput: (chunk: Uint8Array) => void = () => undefined
  #crash: Error | undefined

  constructor(pglite: PGlite, onCrash: (cause: unknown) => void) {
    this.#pglite = pglite
    this.#module = pglite.Module as unknown as PostgresModule
    this.#onCrash = onCrash
    const read = this.#module.addFunction((address, lengthMax) => this.#read(address, lengthMax), 'ipi')
    const write = this.#module.addFunction((address, length) => {
      this.#onOutput(this.#module.HEAPU8.subarray(address, address + length))
      return length
    }, 'ipi')
    this.#module._pgl_set_rw_cbs(read, write)
  }

  /**
   * Runs complete frontend messages, blocking this thread until Postgres has answered them all. `onOutput` gets the
   * answer piece by piece; each piece is valid only during the call. Throws when Postgres itself has died.
   */
  run(messages: Uint8Array, onOutput: (chunk: Uint8Array) => void): void {
    if (this.#crash !== undefined) throw this.#crash
    this.#input = messages
    this.#inputOffset = 0
    this.#onOutput = onOutput
    try {
      while (this.#inputOffset < messages.length || this.#module._pq_buffer_remaining_data() > 0) this.#loopOnce()
      this.#module._PostgresSendReadyForQueryIfNecessary()
      this.#module._pgl_pq_flush()
    } catch (cause) {
      // Wrapped, lest a RangeError of a full stack look like one of a malformed message.
      this.#crash = new Error('Postgres has died', { cause })
      this.#onCrash(cause)
      throw this.#crash
    }
  }

  /** Runs one simple query of ours and returns its rows; throws on any error. */
  query(sql: string): Row[] {
    const { rows, error } = readRows(this.collect(frontend.query(sql)))
    if (error) throw new QueryError(error)
    return rows
  }

  /** As run, with the whole answer at once: for our own small queries. */
  collect(messages: Uint8Array): Buffer {
    const chunks: Buffer[] = []
    this.run(messages, (chunk) => chunks.push(Buffer.from(chunk)))
    return Buffer.concat(chunks)
  }

  /** Lets Postgres read a startup packet, as pg_dump sends one, and returns the parameters it reports. */
  startup(packet: Uint8Array): Buffer {
    const chunks: Buffer[] = []
    this.#input = packet
    this.#inputOffset = 0
    this.#onOutput = (chunk) => chunks.push(Buffer.from(chunk))
    if (this.#module._ProcessStartupPacket(this.#module._pgl_getMyProcPort(), true, true) !== 0) {
      throw new Error('Postgres did not accept the startup packet')
    }
    this.#module._pgl_sendConnData()
    this.#module._pgl_pq_flush()
    return Buffer.concat(chunks)
  }

  /** Shuts Postgres down with a final checkpoint. */
  async close(): Promise<void> {
    await this.#pglite.close()
  }

  #loopOnce(): void {
    const stack = this.#module.stackSave()
    try {
      this.#module._PostgresMainLoopOnce()
    } catch (thrown) {
      this.#module.stackRestore(stack)
      // Postgres's siglongjmp to its main loop, that is an ordinary ERROR, arrives as an exit with this status.
      if (statusOf(thrown) !== mainLongJump) throw thrown
      this.#module._PostgresMainLongJmp()
    }
  }

  #read(address: number, lengthMax: number): number {
    const length = Math.min(this.#input.length - this.#inputOffset, lengthMax)
    this.#module.HEAPU8.set(this.#input.subarray(this.#inputOffset, this.#inputOffset + length), address)
    this.#inputOffset += length
    return length
  }
}

/** The part of PGlite's WASM module used here; pglite is pinned exactly because these are not its public interface. */
interface PostgresModule {
  readonly HEAPU8: Uint8Array
  addFunction(callback: (address: number, length: number) => number, signature: string): number
  stackSave(): number
  stackRestore(stack: number): void
  _pgl_set_rw_cbs(read: number, write: number): void
  _pq_buffer_remaining_data(): number
  _PostgresMainLoopOnce(): void
  _PostgresMainLongJmp(): void
  _PostgresSendReadyForQueryIfNecessary(): void
  _pgl_pq_flush(): void
  _pgl_getMyProcPort(): number
  _ProcessStartupPacket(port: number, sslDone: boolean, gssDone: boolean): number
  _pgl_sendConnData(): void
}

/** POSTGRES_MAIN_LONGJMP of pglitec.c. */
const mainLongJump = 100

function statusOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined
}
