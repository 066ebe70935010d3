import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface DiskFact {
  /** `data` or `backups`. */
  readonly name: string
  readonly path: string
  readonly freeBytes: number
  readonly totalBytes: number
  readonly freeInodes: number
  /** 0 where the filesystem does not count them. */
  readonly totalInodes: number
}

/** Room on the filesystem of a directory, or of the nearest one above it that exists. */
export async function readDiskFact(name: string, path: string): Promise<DiskFact> {
  let existing = path
  // A path has fewer parts than characters.
  for (let left = path.length; left > 0 && !(await exists(existing)); left -= 1) existing = dirname(existing)
  const { bsize, bavail, blocks, ffree, files } = await statfs(existing)
  return {
    name,
    path,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    freeInodes: ffree,
    totalInodes: files,
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
