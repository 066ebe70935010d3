import { createHash } from 'node:crypto'
import { AuraError } from '@aura-sign/core'
import type { ObjectBody } from './object-store.ts'

export interface HashedStream {
  readonly chunks: AsyncIterable<Uint8Array>
  /** Size and SHA-256 of what has been read; final once `chunks` has ended. */
  result(): { sizeBytes: number; sha256: string }
}

/** Passes a body through while hashing it; with `expected`, the stream ends with `object_corrupt` on another hash. It ends with the reason of an aborted `signal`. */
export function hashStream(
  body: ObjectBody,
  options: { key: string; expected?: string; signal?: AbortSignal },
): HashedStream {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let sha256: string | undefined
  const result = () => {
    sha256 ??= hash.digest('hex')
    return { sizeBytes, sha256 }
  }
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of body instanceof Uint8Array ? [body] : body) {
      options.signal?.throwIfAborted()
      hash.update(chunk)
      sizeBytes += chunk.byteLength
      yield chunk
    }
    const found = result().sha256
    if (options.expected !== undefined && found !== options.expected) {
      throw new AuraError('object_corrupt', { key: options.key, expected: options.expected, found })
    }
  }
  return { chunks: chunks(), result }
}
