import { AuraError } from '@aura-sign/core'

// pg_dump and pg_dumpall write such a line last, so a dump without it broke off.
const endings = {
  database: '-- PostgreSQL database dump complete',
  globals: '-- PostgreSQL database cluster dump complete',
}
const tailBytes = 512

export interface WatchedDump {
  readonly chunks: AsyncIterable<Uint8Array>
  /** So far. */
  readonly bytes: number
}

/** Passes a dump through while counting it; the stream ends with `dump_incomplete` when the dump did not reach its end. */
export function watchDump(
  dump: AsyncIterable<Uint8Array>,
  options: { of?: keyof typeof endings; onBytes?: (bytes: number) => void; signal?: AbortSignal } = {},
): WatchedDump {
  const watched = { bytes: 0, chunks: chunks() }
  async function* chunks() {
    let tail = Buffer.alloc(0)
    for await (const chunk of dump) {
      options.signal?.throwIfAborted()
      tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes)
      watched.bytes += chunk.byteLength
      options.onBytes?.(watched.bytes)
      yield chunk
    }
    if (!tail.includes(endings[options.of ?? 'database'])) {
      throw new AuraError('dump_incomplete', { bytes: watched.bytes })
    }
  }
  return watched
}
