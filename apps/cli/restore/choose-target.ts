import { AuraError } from '@aura-sign/core'
import type { RestoreTarget } from '@aura-sign/recovery'
import { restoredNames } from './database-name.ts'

/** The target with the name asked for, else the first derived from the backup that is free or was cut short. */
export async function chooseTarget<Target extends RestoreTarget>(
  open: (name: string) => Target,
  options: { backup: string; into: string | undefined },
): Promise<Target> {
  if (options.into !== undefined) return open(options.into)
  const names = restoredNames(options.backup)
  for (const name of names) {
    const target = open(name)
    if ((await target.inspect()).state !== 'occupied') return target
  }
  throw new AuraError('target_not_empty', { target: names[0] ?? options.backup })
}
