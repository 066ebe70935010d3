import { AuraError } from '@aura-sign/core'
import type { DataDirectory } from '@aura-sign/stack'
import { restoredNames } from './database-name.ts'
import { EmbeddedRestoreTarget } from './embedded-restore-target.ts'

/** The target with the name asked for, else the first derived from the backup that is free or was cut short. */
export async function chooseTarget(
  dataDirectory: DataDirectory,
  options: { backup: string; into: string | undefined; password: () => string },
): Promise<EmbeddedRestoreTarget> {
  const open = (name: string) => new EmbeddedRestoreTarget(dataDirectory, { name, password: options.password })
  if (options.into !== undefined) return open(options.into)
  const names = restoredNames(options.backup)
  for (const name of names) {
    const target = open(name)
    if ((await target.inspect()).state !== 'occupied') return target
  }
  throw new AuraError('target_not_empty', { target: names[0] ?? options.backup })
}
