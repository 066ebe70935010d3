import { AuraError } from '@aura-sign/core'
import type { ByteSource } from './byte-source.ts'

// A line of its own that no data can hold: the backslash of a value is written as two.
const endLine = Buffer.from('\n\\.\n')
const newline = 0x0a
/** Bytes of `endLine` that a chunk can end with without being all of it. */
const heldBytes = endLine.length - 1
// What a slice of them costs is then nothing beside a write to a socket.
const chunkBytesMin = 256 * 1024

/** The data of one COPY block as it goes over the wire, read once, in bounded memory. */
export class CopyData {
  readonly #source: ByteSource
  readonly #line: number
  readonly #bytes: AsyncGenerator<Buffer, void>
  /** Lines read by now, the one that ends the block included. */
  lines = 0

  /** `line` is that of the statement, whose own end of line the source is still to give. */
  constructor(source: ByteSource, options: { line: number }) {
    this.#source = source
    this.#line = options.line
    this.#bytes = this.#read()
  }

  /** Pieces of any number of whole and broken lines. */
  [Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    return this.#bytes
  }

  /** Reads to the end of the block what nobody has read. */
  async skip(): Promise<void> {
    let read: IteratorResult<Buffer, void>
    do read = await this.#bytes.next()
    while (!read.done)
  }

  async *#read(): AsyncGenerator<Buffer, void> {
    await this.#endStatementLine()
    // As if a line had ended before: the block may be empty.
    let held: Buffer = endLine.subarray(0, 1)
    let skipped = 1
    for (;;) {
      const chunk = await this.#nextChunk()
      const bytes = chunk === null ? held : Buffer.concat([held, chunk])
      const end = bytes.indexOf(endLine)
      if (end !== -1) {
        this.#source.unread(bytes.subarray(end + endLine.length))
        if (end + 1 > skipped) yield this.#count(bytes.subarray(skipped, end + 1))
        this.lines += 1
        return
      }
      if (chunk === null) throw this.#unreadable('has no end')
      if (bytes.length - heldBytes <= skipped) {
        held = bytes
        continue
      }
      held = bytes.subarray(bytes.length - heldBytes)
      yield this.#count(bytes.subarray(skipped, bytes.length - heldBytes))
      skipped = 0
    }
  }

  /** Several chunks together where the stream gives small ones. */
  async #nextChunk(): Promise<Buffer | null> {
    const chunks: Buffer[] = []
    for (let bytes = 0; bytes < chunkBytesMin; ) {
      const chunk = await this.#source.next()
      if (chunk === null) break
      chunks.push(chunk)
      bytes += chunk.length
    }
    return chunks.length === 0 ? null : Buffer.concat(chunks)
  }

  async #endStatementLine(): Promise<void> {
    for (;;) {
      const chunk = await this.#source.next()
      if (chunk === null) throw this.#unreadable('is missing')
      const end = chunk.indexOf(newline)
      const rest = chunk.subarray(0, end === -1 ? chunk.length : end)
      if (rest.toString('latin1').trim() !== '') throw this.#unreadable('does not begin on a line of its own')
      if (end === -1) continue
      this.#source.unread(chunk.subarray(end + 1))
      this.lines += 1
      return
    }
  }

  #count(bytes: Buffer): Buffer {
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) this.lines += 1
    return bytes
  }

  #unreadable(detail: string): AuraError {
    return new AuraError('dump_unreadable', { line: this.#line, detail: `the COPY data there ${detail}` })
  }
}
