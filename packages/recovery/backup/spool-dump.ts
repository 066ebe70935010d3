import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { AuraError } from '@aura-sign/core'
import { type RepeatableBody, repeatableBody } from '@aura-sign/object-store'

// Vectors are digits: with 1,000 identities level 3 took 71 ms and 1.43 MB, the default 152 ms and 1.30 MB, and level 1
// was no faster.
const gzipLevel = 3
const gzipChunkBytes = 64 * 1024
const readChunkBytes = 256 * 1024
// pg_dump writes this line last, so a dump without it broke off.
const endOfDump = '-- PostgreSQL database dump complete'
const tailBytes = 512

/** A compressed dump on this machine. */
export interface SpooledDump extends AsyncDisposable {
  readonly uncompressedBytes: number
  /** Its bytes. A store reads them twice rather than keep a second copy: the disk has to hold one dump, not two. */
  readonly body: RepeatableBody
}

/**
 * Compresses a dump into a file that has no name, in bounded memory; refuses one that did not reach its end. Everybody
 * waits for the database until this is done, so it is the local disk and never a remote store that it waits for.
 */
export async function spoolDump(
  dump: AsyncIterable<Uint8Array>,
  options: { onBytes?: (uncompressedBytes: number) => void } = {},
): Promise<SpooledDump> {
  let uncompressedBytes = 0
  async function* watched() {
    let tail = Buffer.alloc(0)
    for await (const chunk of dump) {
      tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes)
      uncompressedBytes += chunk.byteLength
      options.onBytes?.(uncompressedBytes)
      yield chunk
    }
    if (!tail.includes(endOfDump)) throw new AuraError('dump_incomplete', { bytes: uncompressedBytes })
  }
  const file = await openNameless()
  try {
    const gzip = createGzip({ level: gzipLevel, chunkSize: gzipChunkBytes })
    await pipeline(watched, gzip, (compressed: AsyncIterable<Uint8Array>) => writeAll(file, compressed))
  } catch (error) {
    await file.close()
    throw error
  }
  return {
    uncompressedBytes,
    body: repeatableBody(() => readFrom(file)),
    [Symbol.asyncDispose]: () => file.close(),
  }
}

/** Its name is gone before anything is in it: whatever kills this process, the kernel removes the copy. */
async function openNameless(): Promise<FileHandle> {
  return await guard(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aura-dump-'))
    try {
      return await open(join(directory, 'dump'), 'wx+', 0o600)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
}

/** All of it, from the start. Not the handle's own stream: that closes the file when its reader breaks off, to begin again. */
async function* readFrom(file: FileHandle): AsyncGenerator<Uint8Array, void> {
  for (let position = 0; ; ) {
    const buffer = Buffer.allocUnsafe(readChunkBytes)
    const { bytesRead } = await guard(() => file.read(buffer, 0, buffer.length, position))
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function writeAll(file: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) await guard(() => file.writeFile(chunk))
}

async function guard<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new AuraError('dump_not_kept', { path: tmpdir(), detail: cause.message }, { cause })
  }
}
