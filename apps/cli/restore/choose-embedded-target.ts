import type { DataDirectory } from '@aura-sign/stack'
import { chooseTarget } from './choose-target.ts'
import { EmbeddedRestoreTarget } from './embedded-restore-target.ts'

/** A target in the embedded stack's data directory, as `chooseTarget` names it. */
export async function chooseEmbeddedTarget(
  dataDirectory: DataDirectory,
  options: { backup: string; into: string | undefined; password: () => string },
): Promise<EmbeddedRestoreTarget> {
  const { password } = options
  return await chooseTarget((name) => new EmbeddedRestoreTarget(dataDirectory, { name, password }), options)
}
