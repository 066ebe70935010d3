import { pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { BackupCompression } from '../backup-name.ts'

const chunkBytes = 256 * 1024

/** Files of several gzip members or zstd frames are one text: they are compressed beside each other. */
export async function* decompress(
  bytes: AsyncIterable<Uint8Array>,
  compression: BackupCompression,
): AsyncGenerator<Uint8Array, void> {
  const decoder =
    compression === 'zstd' ? createZstdDecompress({ chunkSize: chunkBytes }) : createGunzip({ chunkSize: chunkBytes })
  // Errors reach the reader through the decoder, which pipeline destroys with them.
  yield* pipeline(bytes, decoder, () => undefined)
}
