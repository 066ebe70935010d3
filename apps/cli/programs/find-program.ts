import { delimiter, isAbsolute, join } from 'node:path'
import { isExecutable } from '@aura-sign/stack'

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
