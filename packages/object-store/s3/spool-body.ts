import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'

/** A body kept on this machine's disk. */
export interface SpooledBody extends AsyncDisposable {
  readonly file: FileHandle
  readonly sizeBytes: number
}

const readChunkBytes = 256 * 1024

/**
 * Copies a stream into a file without a name: what has to be sent in one request, perhaps twice, and is too large for
 * memory. Throws `object_spool_failed` when there is no room.
 */
export async function spoolBody(chunks: AsyncIterable<Uint8Array>): Promise<SpooledBody> {
  const file = await openNameless()
  let sizeBytes = 0
  try {
    for await (const chunk of chunks) {
      await guard(() => file.writeFile(chunk))
      sizeBytes += chunk.byteLength
    }
  } catch (error) {
    await file.close()
    throw error
  }
  return { file, sizeBytes, [Symbol.asyncDispose]: () => file.close() }
}

/** The bytes of a spooled body, from its start. */
export async function* readSpooled({ file }: SpooledBody, onProgress?: () => void): AsyncGenerator<Uint8Array, void> {
  // Not the handle's own stream: that closes the file when a request breaks off, which is to be sent again.
  for (let position = 0; ; ) {
    const buffer = Buffer.allocUnsafe(readChunkBytes)
    const { bytesRead } = await guard(() => file.read(buffer, 0, buffer.length, position))
    if (bytesRead === 0) return
    position += bytesRead
    onProgress?.()
    yield buffer.subarray(0, bytesRead)
  }
}

/** Its name is gone before anything is in it: whatever kills this process, the kernel removes the copy. */
async function openNameless(): Promise<FileHandle> {
  return await guard(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aura-object-'))
    try {
      return await open(join(directory, 'object'), 'wx+', 0o600)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
}

async function guard<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new AuraError('object_spool_failed', { path: tmpdir(), detail: cause.message }, { cause })
  }
}
