/** Bytes of a stream, taken in pieces of any size; what was taken too many can be put back. */
export class ByteSource implements AsyncDisposable {
  readonly #iterator: AsyncIterator<Uint8Array>
  #pending: Buffer | null = null

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#iterator = bytes[Symbol.asyncIterator]()
  }

  /** The next bytes, `bytesMax` at most; null at the end. */
  async next(bytesMax = Number.POSITIVE_INFINITY): Promise<Buffer | null> {
    const chunk = this.#pending ?? (await this.#read())
    this.#pending = null
    if (chunk === null || chunk.length <= bytesMax) return chunk
    this.#pending = chunk.subarray(bytesMax)
    return chunk.subarray(0, bytesMax)
  }

  /** Puts bytes back in front of all others. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#pending = this.#pending === null ? bytes : Buffer.concat([bytes, this.#pending])
  }

  /** Ends the stream, however much of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#iterator.return?.()
  }

  async #read(): Promise<Buffer | null> {
    for (;;) {
      const { done, value } = await this.#iterator.next()
      if (done) return null
      if (value.byteLength > 0) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
  }
}
