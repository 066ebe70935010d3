import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

// Longer than any write may pause: an upload in progress touches its file all the time.
const staleAfterMs = 24 * 3_600_000

/** Removes temporary files that a killed writer left behind, as far as it is allowed to. */
export async function removeStaleFiles(directory: string, now: Date): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names) {
    const path = join(directory, name)
    const found = await stat(path).catch(() => null)
    if (found && now.getTime() - found.mtimeMs > staleAfterMs) await rm(path, { force: true }).catch(() => undefined)
  }
}
