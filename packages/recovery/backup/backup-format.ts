import type { BackupCompression } from './backup-name.ts'
import { compress } from './transform/compress.ts'
import { encrypt } from './transform/encrypt.ts'

/** How a dump becomes the file that is stored. */
export interface BackupFormat {
  readonly compression: BackupCompression
  /** Of age (`age1…`); none: not encrypted. */
  readonly recipients: readonly string[]
  /** Path of that program, which compresses gzip; null: the compression built in. */
  readonly igzip: string | null
}

/** The bytes to store of a dump's text: compressed, then encrypted. */
export function pack(
  text: AsyncIterable<Uint8Array>,
  { compression, recipients, igzip }: BackupFormat,
): AsyncIterable<Uint8Array> {
  const compressed = compress(text, { compression, igzip })
  return recipients.length === 0 ? compressed : encrypt(compressed, recipients)
}
