import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** Where a shell with this `PATH` finds a program; `except` names directories that are passed over. */
export async function findProgram(
  name: string,
  options: { path: string | undefined; except?: readonly string[] },
): Promise<string | null> {
  for (const directory of (options.path ?? '').split(delimiter)) {
    if (!isAbsolute(directory) || options.except?.includes(directory)) continue
    const candidate = join(directory, name)
    if (await isExecutable(candidate)) return candidate
  }
  return null
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
