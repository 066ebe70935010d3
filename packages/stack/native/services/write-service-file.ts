import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { ServiceUser } from '../service-user.ts'
import { runProgram } from './run-program.ts'

/** Of words, as "$1" and so on: the file, the new one beside it, its size. What was cut off is not put in its place. */
const writing = `
umask 077
{ set -C && cat >"$2" && [ "$(wc -c <"$2")" -eq "$3" ] && sync "$2" && { [ ! -L "$1" ] || rm -f "$1"; } && mv -f "$2" "$1"; } ||
  { rm -f "$2"; exit 1; }
`
const timeoutMs = 30_000

/**
 * Writes a file that only the services' user can read. Readers see the old one or the new one, after a crash too. The
 * directories on the way belong to that user, who can put a link in the place of each at any time: so it is that user
 * who writes, and a link leads to nothing that this user could not write anyway.
 */
export async function writeServiceFile(path: string, content: string, user: ServiceUser | null): Promise<void> {
  const temporary = `${path}.${randomUUID()}.new`
  if (user !== null) {
    const words = ['-c', writing, 'sh', path, temporary, String(Buffer.byteLength(content))]
    await runProgram('/bin/sh', words, { user, workingDirectory: '/', timeoutMs, input: content })
    return
  }
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
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
