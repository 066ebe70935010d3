export interface FilledBuffer {
  readonly bytes: Uint8Array
  /** Lets the buffer be filled again: `bytes` are no longer read. */
  giveBack(): void
}

/**
 * Gathers a stream in buffers of `bufferBytes`, the last one shorter. There are `buffersMax` of them for the whole stream: it waits
 * until one is given back. New ones for each part would stay in memory until the garbage is collected.
 */
export async function* fillBuffers(
  chunks: AsyncIterable<Uint8Array>,
  { bufferBytes, buffersMax }: { bufferBytes: number; buffersMax: number },
): AsyncGenerator<FilledBuffer, void> {
  const free: Uint8Array[] = []
  let made = 0
  let returned = Promise.withResolvers<void>()
  const take = async () => {
    if (free.length === 0 && made < buffersMax) {
      made += 1
      return Buffer.allocUnsafeSlow(bufferBytes)
    }
    while (free.length === 0) await returned.promise
    returned = Promise.withResolvers()
    return free.pop() as Uint8Array
  }
  const filled = (buffer: Uint8Array, sizeBytes: number): FilledBuffer => ({
    bytes: buffer.subarray(0, sizeBytes),
    giveBack() {
      free.push(buffer)
      returned.resolve()
    },
  })

  let buffer: Uint8Array | null = null
  let sizeBytes = 0
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; ) {
      buffer ??= await take()
      const piece = chunk.subarray(at, at + bufferBytes - sizeBytes)
      buffer.set(piece, sizeBytes)
      at += piece.byteLength
      sizeBytes += piece.byteLength
      if (sizeBytes < bufferBytes) continue
      yield filled(buffer, sizeBytes)
      buffer = null
      sizeBytes = 0
    }
  }
  if (buffer) yield filled(buffer, sizeBytes)
}
