import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

const chunkBytes = 64 * 1024
const lineLengthMax = 64 * 1024

/** Reads a log as it grows, in whole lines; goes on when it is truncated or replaced. */
export class LogReader {
  readonly #path: string
  #offset = 0
  #inode: number | undefined
  #rest = ''
  #decoder = new StringDecoder('utf8')

  constructor(path: string) {
    this.#path = path
  }

  /** The lines that came since the last read. */
  read(): string[] {
    const found = statSync(this.#path, { throwIfNoEntry: false })
    if (!found) return []
    if (found.ino !== this.#inode || found.size < this.#offset) this.#begin(found.ino)
    const lines: string[] = []
    const file = openSync(this.#path, 'r')
    try {
      const buffer = Buffer.alloc(chunkBytes)
      while (this.#offset < found.size) {
        const bytes = readSync(file, buffer, 0, Math.min(chunkBytes, found.size - this.#offset), this.#offset)
        if (bytes === 0) break
        this.#offset += bytes
        const parts = (this.#rest + this.#decoder.write(buffer.subarray(0, bytes))).split('\n')
        this.#rest = parts.pop() ?? ''
        lines.push(...parts)
        // A line without an end must not fill the memory.
        if (this.#rest.length > lineLengthMax) lines.push(this.#rest)
        if (this.#rest.length > lineLengthMax) this.#rest = ''
      }
    } finally {
      closeSync(file)
    }
    return lines
  }

  /** What came last, without an end of its line; empty when there is none. */
  readRest(): string[] {
    const rest = this.#rest
    this.#rest = ''
    return rest === '' ? [] : [rest]
  }

  #begin(inode: number): void {
    this.#inode = inode
    this.#offset = 0
    this.#rest = ''
    this.#decoder = new StringDecoder('utf8')
  }
}
