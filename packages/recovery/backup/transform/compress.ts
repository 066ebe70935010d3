import { pipeline } from 'node:stream'
import { constants, createGzip, createZstdCompress } from 'node:zlib'
import type { BackupCompression } from '../backup-name.ts'
import { throughIgzip } from './through-igzip.ts'

const chunkBytes = 256 * 1024
// Of 140 MB of a dump whose rows are vectors, in seconds of a processor and MB: gzip 6.3 and 48.8, here level 1 1.1 and 51.5, level 3 1.4
// and 50.0, igzip 0.3 and 51.7, zstd at level 1 0.4 and 44.8. Digits gain nothing from a longer search.
const gzipLevel = 1
const zstdLevel = 1

/** Compresses a stream in bounded memory, beside the thread that calls; with `igzip`, the path of that program, gzip is its work. */
export function compress(
  bytes: AsyncIterable<Uint8Array>,
  options: { compression: BackupCompression; igzip?: string | null },
): AsyncIterable<Uint8Array> {
  const { compression, igzip = null } = options
  if (compression === 'gzip' && igzip !== null) return throughIgzip(bytes, igzip)
  const encoder =
    compression === 'gzip'
      ? createGzip({ level: gzipLevel, chunkSize: chunkBytes, memLevel: 9 })
      : createZstdCompress({
          chunkSize: chunkBytes,
          params: { [constants.ZSTD_c_compressionLevel]: zstdLevel, [constants.ZSTD_c_checksumFlag]: 1 },
        })
  // Errors reach the reader through the encoder, which pipeline destroys with them.
  return pipeline(bytes, encoder, () => undefined)
}
