import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { staleBefore } from '../stale-before.ts'

/** Removes files that a killed writer left behind, as far as it is allowed to: an upload in progress touches its own all the time. */
export async function removeStaleFiles(directory: string, before = staleBefore(new Date())): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names) {
    const path = join(directory, name)
    const found = await stat(path).catch(() => null)
    if (found && found.mtime < before) await rm(path, { force: true }).catch(() => undefined)
  }
}
