import type { TransactionStatus } from './backend-messages.ts'

/**
 * Follows the message boundaries of a server's output, chunk by chunk, and notes the few messages that scheduling
 * depends on. Bodies are skipped, so a large result costs next to nothing.
 */
export class OutputScanner {
  /** Status of the last ReadyForQuery, undefined until one was seen. */
  status: TransactionStatus | undefined
  parseCompletes = 0
  errors = 0
  readonly #header = Buffer.alloc(6)
  #headerBytes = 0
  #skipBytes = 0

  scan(chunk: Uint8Array): void {
    let offset = 0
    while (offset < chunk.length) {
      if (this.#skipBytes > 0) {
        const skipped = Math.min(this.#skipBytes, chunk.length - offset)
        this.#skipBytes -= skipped
        offset += skipped
        continue
      }
      this.#header[this.#headerBytes++] = chunk[offset++] ?? 0
      if (this.#headerBytes >= 5) this.#headerComplete()
    }
  }

  #headerComplete(): void {
    const type = this.#header[0]
    // ReadyForQuery alone needs its one byte of body.
    if (type === readyForQuery && this.#headerBytes === 5) return
    if (type === readyForQuery) this.status = String.fromCharCode(this.#header[5] ?? 0) as TransactionStatus
    else this.#skipBytes = this.#header.readInt32BE(1) - 4
    if (type === parseComplete) this.parseCompletes++
    if (type === errorResponse) this.errors++
    this.#headerBytes = 0
  }
}

const readyForQuery = 'Z'.charCodeAt(0)
const parseComplete = '1'.charCodeAt(0)
const errorResponse = 'E'.charCodeAt(0)
