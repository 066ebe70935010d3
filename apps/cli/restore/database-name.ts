import { AuraError } from '@aura-sign/core'
import { stemOf } from '@aura-sign/recovery'

// No dots: what belongs to a database (its lock, its mark) is named `<name>.<suffix>` beside it.
const pattern = /^[a-z0-9][a-z0-9_-]{0,62}$/

/** Whether the name can be that of a database directory. */
export function isDatabaseName(name: string): boolean {
  return pattern.test(name)
}

/** Throws `usage` unless the name can be that of a database directory. */
export function assertDatabaseName(name: string): void {
  if (isDatabaseName(name)) return
  const detail = `"${name}" is not a name for a database: use up to 63 lowercase letters, digits, "-" and "_"`
  throw new AuraError('usage', { detail })
}

/** Names for the database that a backup is restored into, in the order to try: `restored_<time>`, then numbered. */
export function restoredNames(backup: string): string[] {
  const base = `restored_${(stemOf(backup) ?? backup).slice('backup_'.length)}`
  return [base, ...Array.from({ length: candidatesMax - 1 }, (_, index) => `${base}_${index + 2}`)]
}

const candidatesMax = 100
