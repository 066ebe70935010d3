import { AuraError } from '@aura-sign/core'
import {
  listBackupObjects,
  manifestNameOf,
  readIdentityFile,
  readScheduleFacts,
  verdictNameOf,
  verifyStoredBackup,
} from '@aura-sign/recovery'
import type { GuardianHooks } from './guardian-hooks.ts'
import type { ScheduledTask } from './scheduled-task.ts'
import type { TaskParts } from './task-parts.ts'

const hourMs = 3_600_000
/** A restore is no small thing to repeat. */
const backoffMs = 300_000

/** Verifies the newest complete backup; a backup that is not whole is a failure, told by its verdict too. */
export function createVerifyTask(
  parts: TaskParts & { verification: NonNullable<GuardianHooks['verification']> },
): ScheduledTask {
  const { config, store, clock, logger, verification } = parts
  return {
    name: 'verify',
    lane: 'verify',
    backoffMs,
    everyMs: async () => config.VERIFY_EVERY_HOURS * hourMs || null,
    lastRunAt: async () => {
      const { newestVerdict } = await readScheduleFacts(store)
      return newestVerdict && new Date(newestVerdict.verifiedAt)
    },
    wantedEarly: async () => {
      const finished = (await listBackupObjects(store)).filter(({ stem, keys }) => keys.includes(manifestNameOf(stem)))
      const since = finished.findIndex(({ stem, keys }) => keys.includes(verdictNameOf(stem)))
      // Without a verdict there is nothing that retention counts, nor anything to rely on.
      if (since === -1) return finished.length > 0
      return config.VERIFY_EVERY_BACKUPS > 0 && since >= config.VERIFY_EVERY_BACKUPS
    },
    run: async (signal) => {
      const { newestComplete } = await readScheduleFacts(store)
      if (!newestComplete) return 'nothing'
      const verdict = await verifyStoredBackup(newestComplete.name, {
        ...{ store, clock, signal, scratch: verification.scratch },
        probes: await verification.probes(),
        ...(config.BACKUP_IDENTITY_FILE !== undefined && { identities: readIdentityFile(config.BACKUP_IDENTITY_FILE) }),
      })
      logger.info({ backup: verdict.backup, ok: verdict.ok, durationMs: verdict.durationMs }, 'backup verified')
      if (verdict.ok) return
      const detail = verdict.checks.flatMap((check) => (check.ok ? [] : [`${check.name}: ${check.detail}`])).join('; ')
      throw new AuraError('verification_failed', { name: verdict.backup, detail })
    },
  }
}
