import { close, constants, fstat, open, read, type Stats } from 'node:fs'

export interface FoundFile {
  readonly stats: Stats
  /** All of it; null of a file that is larger than `bytesMax`, or that changed while it was read. */
  readonly bytes: Buffer | null
}

// A link is not followed, and a pipe that nobody writes to does not hold the call up.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** What `open` says of a link, and of a socket: neither is an object. */
const noFile: ReadonlySet<string | undefined> = new Set(['ELOOP', 'ENXIO'])

/**
 * A file and, when it is small, what is in it; null when there is something else than a file. By callbacks, in four calls with one promise:
 * with a `FileHandle`, which has one for each and an object to collect, an object of 1 KB takes twice the processor time.
 */
export function readSmallFile(path: string, { bytesMax }: { bytesMax: number }): Promise<FoundFile | null> {
  return new Promise((resolve, reject) => {
    open(path, flags, (refusal, file) => {
      if (refusal) return noFile.has(refusal.code) ? resolve(null) : reject(refusal)
      const end = (error: Error | null, found: FoundFile | null) =>
        close(file, (closeError) => (error || closeError ? reject(error ?? closeError) : resolve(found)))
      fstat(file, (error, stats) => {
        if (error || !stats.isFile()) return end(error, null)
        if (stats.size > bytesMax) return end(null, { stats, bytes: null })
        // One byte more than there was shows that it has ended.
        const buffer = Buffer.allocUnsafe(stats.size + 1)
        read(file, buffer, 0, buffer.length, 0, (readError, bytesRead) =>
          end(readError, { stats, bytes: bytesRead === stats.size ? buffer.subarray(0, bytesRead) : null }),
        )
      })
    })
  })
}
