import { randomUUID } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ServiceUser } from '../service-user.ts'
import { makeServiceFolder } from './make-service-folder.ts'

export interface WholeDirectoryOptions {
  readonly user: ServiceUser | null
  /** Gets an empty directory, of `user`. */
  readonly fill: (directory: string) => Promise<void>
}

/**
 * Makes a directory under another name first: what has its own is whole, whenever it was cut off. What was begun before
 * is removed, and a program that still fills it can do no harm: the name is another each time.
 */
export async function makeWholeDirectory(path: string, { user, fill }: WholeDirectoryOptions): Promise<void> {
  const parent = dirname(path)
  const prefix = `${basename(path)}.new-`
  for (const name of await readdir(parent)) {
    // Retries, for a program that was left behind may still be writing.
    const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }
    if (name.startsWith(prefix)) await rm(join(parent, name), options)
  }
  const unfinished = join(parent, `${prefix}${randomUUID()}`)
  await makeServiceFolder(unfinished, user)
  await fill(unfinished)
  await rename(unfinished, path)
}
