/** Cuts a byte stream into protocol messages without copying each message. */
export class MessageBuffer {
  #chunks: Buffer[] = []
  #sizeBytes = 0
  #wantedBytes = 0

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  append(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#sizeBytes += chunk.length
  }

  /**
   * The next complete message including its header, or undefined until it has arrived. `startup` messages have no
   * type byte. Throws RangeError when the announced length is impossible or over `bytesMax`.
   */
  take(kind: 'startup' | 'typed', bytesMax: number): Buffer | undefined {
    const typeBytes = kind === 'typed' ? 1 : 0
    if (this.#sizeBytes < Math.max(this.#wantedBytes, typeBytes + 4)) return undefined
    const available = this.#joined()
    const length = available.readInt32BE(typeBytes) + typeBytes
    if (length < typeBytes + 4 || length > bytesMax) throw new RangeError(`message of ${length} bytes`)
    if (available.length < length) {
      this.#wantedBytes = length
      return undefined
    }
    this.#wantedBytes = 0
    this.#chunks = available.length > length ? [available.subarray(length)] : []
    this.#sizeBytes -= length
    return available.subarray(0, length)
  }

  #joined(): Buffer {
    const [first] = this.#chunks
    if (first && this.#chunks.length === 1) return first
    const joined = Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined
  }
}
