import { Counter } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge, type Series } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

/** What is in the backup store now; null: none. */
export interface BackupStoreState {
  newestBackup: { startedAt: Date; snapshotAt: Date; finishedAt: Date; sizeBytes: number } | null
  /** The newest one that a verification found whole. */
  newestVerified: { verifiedAt: Date; durationMs: number } | null
  /** Whether the newest one that was verified is whole; null: none ever was. */
  newestVerdictOk: boolean | null
  /** Until when the WAL in the backup store reaches; null where none is archived. */
  recoverableUntil: Date | null
  newestHeartbeatAt: Date | null
  /** The newest secrets bundle, and whether it lacks what is in use. */
  secrets: { newestAt: Date | null; stale: boolean }
}

/** A task of the schedule. */
export interface TaskState {
  name: string
  /** Null: switched off. */
  everySeconds: number | null
  nextRunAt: Date | null
  lastDurationSeconds: number | null
  runs: { succeeded: number; failed: number }
}

/** What the guardian itself knows, since its start. */
export interface GuardianState {
  newestHeartbeatAt: Date | null
  heartbeatFailures: { database: number; backup_store: number }
  backupRunning: boolean
  backups: { succeeded: number; failed: number }
  /** Whether this guardian is the one that runs the schedule; null: it has none. */
  scheduleActive: boolean | null
  tasks: readonly TaskState[]
}

export interface RecoveryMetricsOptions {
  intervalMs: number
  timeoutMs: number
  now: () => Date
  readStore: () => Promise<BackupStoreState>
  readGuardian: () => GuardianState
}

/**
 * What a loss would cost. What counts is read back from the backup store, not remembered: it survives a restart of the
 * guardian, and a store that takes nothing shows as ages that grow, one that cannot be read as series that are absent.
 */
export function startRecoveryMetrics(
  registry: MetricsRegistry,
  options: RecoveryMetricsOptions,
): Collector<BackupStoreState> {
  const { intervalMs, timeoutMs, readStore, readGuardian } = options
  const collector = startCollector(registry, { name: 'backup_store', intervalMs, timeoutMs, collect: readStore })
  const newestBackup = () => collector.newest()?.newestBackup ?? null
  const ageSeconds = (at: Date | null | undefined) => (at ? (options.now().getTime() - at.getTime()) / 1_000 : null)
  const gauge = (name: string, help: string, read: () => number | null) => liveGauge(registry, { name, help }, read)

  gauge(
    'aura_backup_last_success_timestamp_seconds',
    'When the newest complete backup in the store was finished.',
    () => secondsOf(newestBackup()?.finishedAt),
  )
  gauge('aura_backup_last_success_size_bytes', 'Size of the newest complete backup in the store.', () => {
    return newestBackup()?.sizeBytes ?? null
  })
  gauge('aura_backup_last_success_duration_seconds', 'How long the newest complete backup took.', () => {
    const backup = newestBackup()
    return backup && (backup.finishedAt.getTime() - backup.startedAt.getTime()) / 1_000
  })
  gauge(
    'aura_rpo_seconds',
    'What would be lost if all but the backup store were gone now: the age of the newest data in it.',
    () => ageSeconds(newestOf(newestBackup()?.snapshotAt, collector.newest()?.recoverableUntil)),
  )
  gauge(
    'aura_backup_last_verified_timestamp_seconds',
    'When the newest backup that was restored on trial and found whole was verified.',
    () => secondsOf(collector.newest()?.newestVerified?.verifiedAt),
  )
  gauge('aura_backup_last_verified_duration_seconds', 'How long that verification took.', () => {
    const verified = collector.newest()?.newestVerified
    return verified ? verified.durationMs / 1_000 : null
  })
  gauge(
    'aura_backup_last_verification_ok',
    'Whether the newest backup that was restored on trial is whole; absent when none ever was.',
    () => {
      const ok = collector.newest()?.newestVerdictOk ?? null
      return ok === null ? null : Number(ok)
    },
  )
  scheduleMetrics(registry, readGuardian)
  gauge('aura_heartbeat_trail_age_seconds', 'Age of the newest heartbeat in the backup store.', () =>
    ageSeconds(collector.newest()?.newestHeartbeatAt),
  )
  gauge(
    'aura_secrets_bundle_last_export_timestamp_seconds',
    'When the newest secrets bundle in the backup store was exported.',
    () => secondsOf(collector.newest()?.secrets.newestAt ?? undefined),
  )
  gauge(
    'aura_secrets_bundle_stale',
    'Whether there is no secrets bundle in the backup store, or the newest lacks what is in use.',
    () => {
      const state = collector.newest()
      return state && (state.secrets.stale ? 1 : 0)
    },
  )
  gauge('aura_heartbeat_age_seconds', 'Age of the newest heartbeat that the database took from this guardian.', () =>
    ageSeconds(readGuardian().newestHeartbeatAt),
  )
  gauge('aura_backup_running', 'Whether a backup runs.', () => (readGuardian().backupRunning ? 1 : 0))
  liveCounter(
    registry,
    {
      name: 'aura_backups_total',
      help: 'Backups that this guardian made, by outcome: succeeded or failed.',
      label: 'outcome',
    },
    () => readGuardian().backups,
  )
  liveCounter(
    registry,
    {
      name: 'aura_heartbeat_failures_total',
      help: 'Heartbeats that the database, or the backup store, did not take.',
      label: 'target',
    },
    () => readGuardian().heartbeatFailures,
  )
  return collector
}

function scheduleMetrics(registry: MetricsRegistry, readGuardian: () => GuardianState): void {
  const perTask = (name: string, help: string, read: (task: TaskState) => number | null) =>
    liveGauge(registry, { name, help, labelNames: ['task'] }, () =>
      readGuardian().tasks.flatMap((task): Series[] => {
        const value = read(task)
        return value === null ? [] : [[{ task: task.name }, value]]
      }),
    )
  liveGauge(
    registry,
    {
      name: 'aura_schedule_active',
      help: 'Whether this guardian is the one that runs the schedule; absent without one.',
    },
    () => {
      const { scheduleActive } = readGuardian()
      return scheduleActive === null ? null : Number(scheduleActive)
    },
  )
  perTask(
    'aura_schedule_interval_seconds',
    'Between two runs of a task; absent where it is switched off.',
    ({ everySeconds }) => everySeconds,
  )
  perTask(
    'aura_schedule_next_run_timestamp_seconds',
    'When a task runs next; absent where another guardian runs the schedule.',
    ({ nextRunAt }) => secondsOf(nextRunAt ?? undefined),
  )
  perTask(
    'aura_schedule_last_duration_seconds',
    'How long the last good run of a task took.',
    ({ lastDurationSeconds }) => lastDurationSeconds,
  )
  new Counter({
    name: 'aura_schedule_runs_total',
    help: 'Runs of the tasks of the schedule by this guardian, by outcome: succeeded or failed.',
    labelNames: ['task', 'outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { name, runs } of readGuardian().tasks) {
        for (const [outcome, count] of Object.entries(runs)) this.inc({ task: name, outcome }, count)
      }
    },
  })
}

function newestOf(...times: (Date | null | undefined)[]): Date | null {
  const known = times.flatMap((at) => (at ? [at.getTime()] : []))
  return known.length === 0 ? null : new Date(Math.max(...known))
}

function secondsOf(at: Date | undefined): number | null {
  return at ? at.getTime() / 1_000 : null
}

function liveCounter(
  registry: MetricsRegistry,
  { name, help, label }: { name: string; help: string; label: string },
  read: () => Readonly<Record<string, number>>,
): void {
  new Counter({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset()
      for (const [value, count] of Object.entries(read())) this.inc({ [label]: value }, count)
    },
  })
}
