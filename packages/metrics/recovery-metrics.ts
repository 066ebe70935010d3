import { Counter } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'
import { liveGauge } from './live-gauge.ts'
import { type Collector, startCollector } from './start-collector.ts'

/** What is in the backup store now; null: none. */
export interface BackupStoreState {
  newestBackup: { startedAt: Date; snapshotAt: Date; finishedAt: Date; sizeBytes: number } | null
  newestHeartbeatAt: Date | null
  /** The newest secrets bundle, and whether it lacks what is in use. */
  secrets: { newestAt: Date | null; stale: boolean }
}

/** What the guardian itself knows, since its start. */
export interface GuardianState {
  newestHeartbeatAt: Date | null
  heartbeatFailures: { database: number; backup_store: number }
  backupRunning: boolean
  backups: { succeeded: number; failed: number }
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
    'What would be lost if all but the backup store were gone now: the age of the data in the newest complete backup.',
    () => ageSeconds(newestBackup()?.snapshotAt),
  )
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
