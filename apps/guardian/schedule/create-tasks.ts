import { pruneBackups, readScheduleFacts, retentionPolicyOf } from '@aura-sign/recovery'
import type { PhysicalBackups } from './guardian-hooks.ts'
import type { ScheduledTask } from './scheduled-task.ts'
import type { TaskParts } from './task-parts.ts'
import { createVerifyTask } from './verify-task.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const minutesWithoutWal = 5
const minutesWithWal = 60

/** Everything that the guardian does on a schedule. */
export function createTasks(parts: TaskParts): ScheduledTask[] {
  const { hooks, config } = parts
  const tasks = [createBackupTask(parts), createPruneTask(parts)]
  if (hooks.verification) tasks.push(createVerifyTask({ ...parts, verification: hooks.verification }))
  const { physical, objects } = hooks
  if (physical) {
    tasks.push(
      createPhysicalTask(physical, { type: 'full', everyMs: config.PHYSICAL_FULL_EVERY_HOURS * hourMs }),
      createPhysicalTask(physical, { type: 'diff', everyMs: config.PHYSICAL_DIFF_EVERY_HOURS * hourMs }),
    )
    const { verification } = physical
    if (verification) {
      tasks.push({
        name: 'physical-verify',
        lane: 'verify',
        everyMs: async () => config.VERIFY_EVERY_HOURS * hourMs || null,
        lastRunAt: () => verification.lastRunAt(),
        run: async (signal) => void (await verification.run({ signal })),
      })
    }
  }
  if (objects) {
    tasks.push({
      name: 'objects',
      lane: 'objects',
      everyMs: async () => config.OBJECTS_EVERY_MINUTES * minuteMs || null,
      lastRunAt: () => objects.lastRunAt(),
      run: async (signal) => void (await objects.run({ signal })),
    })
  }
  return tasks
}

function createBackupTask({ config, store, runner, hooks }: TaskParts): ScheduledTask {
  return {
    name: 'backup',
    lane: 'backup',
    everyMs: async () => {
      const minutes = config.BACKUP_EVERY_MINUTES
      if (minutes !== undefined) return minutes * minuteMs || null
      return ((await hooks.physical?.isArchiving()) ? minutesWithWal : minutesWithoutWal) * minuteMs
    },
    lastRunAt: async () => {
      const { newestComplete } = await readScheduleFacts(store)
      return newestComplete && new Date(newestComplete.startedAt)
    },
    run: async () => {
      await runner.runScheduled()
    },
  }
}

function createPruneTask({ config, store, clock, logger }: TaskParts): ScheduledTask {
  let prunedAt: Date | null = null
  return {
    name: 'prune',
    lane: 'verify',
    everyMs: async () => config.PRUNE_EVERY_MINUTES * minuteMs || null,
    // What retention removes leaves no trace; doing it once more at a start costs a listing.
    lastRunAt: async () => prunedAt,
    run: async (signal) => {
      const { removed } = await pruneBackups(store, { policy: retentionPolicyOf(config), now: clock.now(), signal })
      prunedAt = clock.now()
      for (const { backup, reason } of removed) logger.info({ backup: backup.stem, reason }, 'backup removed')
    },
  }
}

function createPhysicalTask(
  physical: PhysicalBackups,
  { type, everyMs }: { type: 'full' | 'diff'; everyMs: number },
): ScheduledTask {
  return {
    name: `physical-${type}`,
    lane: 'physical',
    everyMs: async () => everyMs || null,
    lastRunAt: async () => {
      const [full, diff] = [
        await physical.lastBackupAt('full'),
        type === 'diff' && (await physical.lastBackupAt('diff')),
      ]
      // A full one is as good as a differential one.
      return [full, diff || null].filter((at) => at !== null).toSorted((a, b) => Number(b) - Number(a))[0] ?? null
    },
    run: async (signal) => void (await physical.backup(type, { signal })),
  }
}
