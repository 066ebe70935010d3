import type { Clock } from '@aura-sign/core'
import { type MetricsRegistry, startRecoveryMetrics } from '@aura-sign/metrics'
import type { ObjectStore } from '@aura-sign/object-store'
import { readNewestHeartbeat, readScheduleFacts, readSecretsBundleState } from '@aura-sign/recovery'
import type { BackupRunner } from './backup-runner.ts'
import type { HeartbeatLoop } from './heartbeat-loop.ts'
import type { PhysicalBackups } from './schedule/guardian-hooks.ts'
import type { Scheduler } from './schedule/scheduler.ts'

const intervalMs = 10_000
const timeoutMs = 10_000

/** Shows what the guardian does, and what is in the backup store as it is read back. */
export function startGuardianMetrics(
  registry: MetricsRegistry,
  options: {
    store: ObjectStore
    clock: Clock
    heartbeat: HeartbeatLoop
    runner: BackupRunner
    schedule: Scheduler | null
    physical: PhysicalBackups | undefined
  },
): { stop(): Promise<void> } {
  const { store, clock, heartbeat, runner, schedule, physical } = options
  return startRecoveryMetrics(registry, {
    ...{ intervalMs, timeoutMs },
    now: () => clock.now(),
    readStore: async () => {
      const [facts, newest, secrets, recoverableUntil] = await Promise.all([
        readScheduleFacts(store),
        readNewestHeartbeat(store),
        readSecretsBundleState(store),
        physical?.recoverableUntil(),
      ])
      const { newestComplete, newestVerified, newestVerdict } = facts
      return {
        newestBackup: newestComplete && {
          startedAt: new Date(newestComplete.startedAt),
          snapshotAt: new Date(newestComplete.snapshotAt),
          finishedAt: new Date(newestComplete.finishedAt),
          sizeBytes: newestComplete.file.sizeBytes,
        },
        newestVerified: newestVerified && {
          verifiedAt: new Date(newestVerified.verifiedAt),
          durationMs: newestVerified.durationMs,
        },
        newestVerdictOk: newestVerdict?.ok ?? null,
        recoverableUntil: recoverableUntil ?? null,
        newestHeartbeatAt: newest && new Date(newest.at),
        secrets,
      }
    },
    readGuardian: () => {
      const { newest } = heartbeat.state
      return {
        newestHeartbeatAt: newest && new Date(newest.at),
        heartbeatFailures: heartbeat.failures,
        backupRunning: runner.state.running,
        backups: runner.counts,
        scheduleActive: schedule?.active ?? null,
        tasks: (schedule?.tasks ?? []).map(({ name, everySeconds, nextRunAt, lastDurationSeconds }) => ({
          ...{ name, everySeconds, lastDurationSeconds },
          nextRunAt: nextRunAt === null ? null : new Date(nextRunAt),
          runs: schedule?.counts.get(name) ?? { succeeded: 0, failed: 0 },
        })),
      }
    },
  })
}
