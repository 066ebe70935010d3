import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import { AuraError } from '@aura-sign/core'

const stderrCharactersMax = 2 * 1024
const trailerBytes = 8

/**
 * Compresses by the program igzip, a process of its own. Its end is compared with what it was given, CRC-32 and length as gzip keeps them:
 * throws `compressor_failed` unless they agree and it ended well.
 */
export async function* throughIgzip(
  bytes: AsyncIterable<Uint8Array>,
  program: string,
): AsyncGenerator<Uint8Array, void> {
  const child = spawn(program, ['-c'], { stdio: ['pipe', 'pipe', 'pipe'], env: {} })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrCharactersMax)
  })
  const given = { crc: 0, bytes: 0 }
  async function* watched() {
    for await (const chunk of bytes) {
      given.crc = crc32(chunk, given.crc)
      given.bytes += chunk.byteLength
      yield chunk
    }
  }
  const closed = once(child, 'close').catch((error: unknown) => [error])
  const fed = pipeline(watched, child.stdin).then(
    () => null,
    (error: unknown) => error,
  )
  try {
    let trailer: Buffer = Buffer.alloc(0)
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      trailer = Buffer.concat([trailer, chunk.subarray(-trailerBytes)]).subarray(-trailerBytes)
      yield chunk
    }
    const [error, [end, signal]] = [await fed, await closed]
    // The source's own failure; a pipe that it no longer reads only follows from how it ended.
    if (error !== null && !isBrokenPipe(error)) throw error
    const failed = (detail: string) => new AuraError('compressor_failed', { program, detail })
    if (end instanceof Error) throw failed(end.message)
    if (end !== 0) throw failed(stderr.trim() || (signal ? `it was ended by ${signal}` : `it ended with code ${end}`))
    if (error !== null || !isTrailerOf(trailer, given)) throw failed('it compressed something else than it was given')
  } finally {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      child.kill('SIGKILL')
      child.stdout.destroy()
      await closed
    }
  }
}

/** RFC 1952: CRC-32 and length modulo 2^32 of what was compressed, little-endian, end a gzip file. */
function isTrailerOf(trailer: Buffer, given: { crc: number; bytes: number }): boolean {
  if (trailer.length < trailerBytes) return false
  return trailer.readUInt32LE(0) === given.crc && trailer.readUInt32LE(4) === given.bytes % 2 ** 32
}

function isBrokenPipe(error: unknown): boolean {
  const codes = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'])
  return error instanceof Error && 'code' in error && codes.has(String(error.code))
}
