/** The beginning of a stream, held in memory to see whether it is all of it. */
export interface ReadAhead extends AsyncDisposable {
  /** Everything; null when there is more than was read. */
  readonly whole: Uint8Array | null
  /** From the beginning, once. */
  chunks(): AsyncIterable<Uint8Array>
}

/** Reads up to about `bytesMax` bytes of a stream; disposing closes the rest of it. */
export async function readAhead(stream: AsyncIterable<Uint8Array>, bytesMax: number): Promise<ReadAhead> {
  const source = stream[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  let heldBytes = 0
  let ended = false
  while (!ended && heldBytes <= bytesMax) {
    const { done, value } = await source.next()
    if (done) ended = true
    else {
      held.push(value)
      heldBytes += value.byteLength
    }
  }
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    yield* held.splice(0)
    while (!ended) {
      const { done, value } = await source.next()
      if (done) ended = true
      else yield value
    }
  }
  return {
    whole: ended ? joined(held) : null,
    chunks,
    [Symbol.asyncDispose]: async () => {
      if (!ended) await source.return?.()
    },
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks
  return chunks.length === 1 && only ? only : Buffer.concat(chunks)
}
