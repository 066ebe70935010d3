import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, link, mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AuraError } from '@aura-sign/core'

export interface KeptFile {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
}

/**
 * Writes a file that only its owner may read, all of it or nothing; the stream is hashed on its way. Throws `download_exists` where there is a
 * file already, `download_not_kept` when the disk does not take it.
 */
export async function keepFile(path: string, bytes: AsyncIterable<Uint8Array>): Promise<KeptFile> {
  const temporary = join(dirname(path), `.aura-${randomUUID()}.part`)
  const hash = createHash('sha256')
  let sizeBytes = 0
  try {
    await guard(path, () => mkdir(dirname(path), { recursive: true, mode: 0o700 }))
    await using file: FileHandle = await guard(path, () => open(temporary, 'wx', 0o600))
    for await (const chunk of bytes) {
      await guard(path, () => file.writeFile(chunk))
      hash.update(chunk)
      sizeBytes += chunk.byteLength
    }
    await guard(path, () => file.sync())
    // rename() would replace what is there; link() does not.
    await guard(path, () => link(temporary, path))
    return { path, sizeBytes, sha256: hash.digest('hex') }
  } finally {
    await rm(temporary, { force: true })
  }
}

/** SHA-256 of a file; null when there is none. */
export async function hashFile(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk)
    return hash.digest('hex')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function guard<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    if ('code' in cause && cause.code === 'EEXIST') throw new AuraError('download_exists', { path }, { cause })
    throw new AuraError('download_not_kept', { path, detail: cause.message }, { cause })
  }
}
