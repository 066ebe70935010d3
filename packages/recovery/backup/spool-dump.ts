import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { type RepeatableBody, repeatableBody } from '@aura-sign/object-store'

const readChunkBytes = 256 * 1024

/** A dump on this machine, as it is to be stored. */
export interface SpooledDump extends AsyncDisposable {
  /** Its bytes. A store reads them twice rather than keep a second copy: the disk has to hold one dump, not two. */
  readonly body: RepeatableBody
}

/**
 * Keeps a dump in a file that has no name, in bounded memory. Where everybody waits for the database until this is done, it is the local disk
 * and never a remote store that they wait for. Throws `dump_not_kept` when there is no room.
 */
export async function spoolDump(packed: AsyncIterable<Uint8Array>): Promise<SpooledDump> {
  const file = await openNameless()
  try {
    for await (const chunk of packed) await guard(() => file.writeFile(chunk))
  } catch (error) {
    await file.close()
    throw error
  }
  return { body: repeatableBody(() => readFrom(file)), [Symbol.asyncDispose]: () => file.close() }
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

async function guard<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new AuraError('dump_not_kept', { path: tmpdir(), detail: cause.message }, { cause })
  }
}
