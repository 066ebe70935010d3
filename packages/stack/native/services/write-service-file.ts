import { chown, open, rename } from 'node:fs/promises'
import type { ServiceUser } from '../service-user.ts'

/** Writes a file that only the services' user can read. Readers see the old one or the new one, after a crash too. */
export async function writeServiceFile(path: string, content: string, user: ServiceUser | null): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    // The mode above holds only for a file that was not there.
    await file.chmod(0o600)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  if (user) await chown(temporary, user.uid, user.gid)
  await rename(temporary, path)
}
