import { randomUUID } from 'node:crypto'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file so that its path shows nothing or all of it, after a power cut too: temporary file, fsync,
 * rename, fsync of the directories. With `ifAbsent` an existing file stays, and the answer is false.
 * Backups hold personal data, so files are readable by their owner only.
 */
export async function writeAtomically(
  chunks: AsyncIterable<Uint8Array>,
  options: { path: string; root: string; temporaryDirectory: string; ifAbsent: boolean },
): Promise<boolean> {
  const temporary = join(options.temporaryDirectory, randomUUID())
  await mkdir(options.temporaryDirectory, { recursive: true, mode: 0o700 })
  try {
    await writeDurably(temporary, chunks)
    await mkdir(dirname(options.path), { recursive: true, mode: 0o700 })
    if (!(await moveInto(options.path, temporary, options.ifAbsent))) return false
    await syncDirectories(dirname(options.path), options.root)
    return true
  } finally {
    await rm(temporary, { force: true })
  }
}

async function writeDurably(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  for await (const chunk of chunks) await file.writeFile(chunk)
  await file.sync()
}

async function moveInto(path: string, temporary: string, ifAbsent: boolean): Promise<boolean> {
  if (!ifAbsent) {
    await rename(temporary, path)
    return true
  }
  try {
    // rename() would replace silently; link() is the atomic "create only" of POSIX.
    await link(temporary, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** A new name is durable only once its directory is synced, and a new directory only once its parent is. */
async function syncDirectories(from: string, root: string): Promise<void> {
  for (let directory = from; directory.startsWith(root); directory = dirname(directory)) {
    await using handle = await open(directory, 'r')
    await handle.sync()
    if (directory === root) return
  }
}
