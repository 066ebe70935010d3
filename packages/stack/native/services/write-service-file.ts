import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { ServiceUser } from '../service-user.ts'

/**
 * Writes a file that only the services' user can read. Readers see the old one or the new one, after a crash too. The
 * directory belongs to that user and the caller may be root: a name that nobody can foresee, made new and handed over by
 * its descriptor, leads to no file of somebody else.
 */
export async function writeServiceFile(path: string, content: string, user: ServiceUser | null): Promise<void> {
  const temporary = `${path}.${randomUUID()}.new`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      if (user) await file.chown(user.uid, user.gid)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
