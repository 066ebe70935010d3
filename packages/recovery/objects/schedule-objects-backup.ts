import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { backupObjects, type ObjectsBackupOptions } from './backup-objects.ts'
import { readNewestObjectsBackup } from './objects-run.ts'

/** What a schedule needs of the copies of the objects. */
export interface ScheduledObjectsBackup {
  /** Start of the newest run that went through all objects; null: there was none. */
  lastRunAt(): Promise<Date | null>
  /** Throws `objects_not_copied` when single objects have no copy, and `objects_held` when an operator has to decide. */
  run(options: { signal: AbortSignal }): Promise<void>
}

/** Copies of the objects as a task for a schedule, which asks nobody: a suspicious run copies new objects only. */
export function scheduleObjectsBackup(
  options: Pick<ObjectsBackupOptions, 'objects' | 'backups' | 'clock' | 'keepDays'>,
): ScheduledObjectsBackup {
  const { backups } = options
  return {
    lastRunAt: async () => {
      const run = await readNewestObjectsBackup(backups)
      return run && new Date(run.startedAt)
    },
    run: async ({ signal }) => {
      const run = await backupObjects({ ...options, signal })
      if (run) assertDone(run, options.objects)
    },
  }
}

/** Throws `objects_held` or `objects_not_copied` unless every object has a good copy. */
export function assertDone(
  run: {
    state: string
    held: { deleted: number; overwritten: number }
    failed: number
    failures: readonly { detail: string }[]
  },
  { url }: Pick<ObjectStore, 'url'>,
): void {
  if (run.state === 'held') throw new AuraError('objects_held', { ...run.held, store: url })
  if (run.failed === 0) return
  throw new AuraError('objects_not_copied', { count: run.failed, detail: run.failures[0]?.detail ?? 'unknown' })
}
