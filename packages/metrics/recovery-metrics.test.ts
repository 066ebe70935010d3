import { afterEach, describe, expect, it } from 'vitest'
import { createMetricsRegistry } from './create-metrics-registry.ts'
import { type BackupStoreState, startRecoveryMetrics } from './recovery-metrics.ts'
import type { Collector } from './start-collector.ts'

let collector: Collector<unknown> | undefined
afterEach(() => collector?.stop())

const now = new Date('2026-11-23T12:00:00Z')
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000)

function start(readStore: () => Promise<BackupStoreState>) {
  const registry = createMetricsRegistry()
  collector = startRecoveryMetrics(registry, {
    ...{ intervalMs: 5, timeoutMs: 1_000, readStore },
    now: () => now,
    readGuardian: () => ({
      newestHeartbeatAt: secondsAgo(1),
      heartbeatFailures: { database: 3, backup_store: 4 },
      backupRunning: true,
      backups: { succeeded: 5, failed: 6 },
      scheduleActive: true,
      tasks: [
        {
          ...{ name: 'backup', everySeconds: 300, nextRunAt: secondsAgo(-60), lastDurationSeconds: 4 },
          runs: { succeeded: 7, failed: 8 },
        },
        {
          ...{ name: 'prune', everySeconds: null, nextRunAt: null, lastDurationSeconds: null },
          runs: { succeeded: 0, failed: 0 },
        },
      ],
    }),
  })
  return async () => {
    const lines = (await registry.metrics()).split('\n')
    return lines.filter((line) => /^aura_(?!build)/.test(line)).sort()
  }
}

const nothing: BackupStoreState = {
  ...{ newestBackup: null, newestVerified: null, newestVerdictOk: null, recoverableUntil: null },
  newestHeartbeatAt: null,
  secrets: { newestAt: null, stale: true },
}

const ownLines = [
  'aura_backup_running 1',
  'aura_backups_total{outcome="failed"} 6',
  'aura_backups_total{outcome="succeeded"} 5',
  'aura_schedule_active 1',
  'aura_schedule_interval_seconds{task="backup"} 300',
  'aura_schedule_last_duration_seconds{task="backup"} 4',
  `aura_schedule_next_run_timestamp_seconds{task="backup"} ${now.getTime() / 1_000 + 60}`,
  ...['backup 7 8', 'prune 0 0'].flatMap((line) => {
    const [task, succeeded, failed] = line.split(' ')
    return [
      `aura_schedule_runs_total{task="${task}",outcome="failed"} ${failed}`,
      `aura_schedule_runs_total{task="${task}",outcome="succeeded"} ${succeeded}`,
    ]
  }),
]
const heartbeatLines = [
  'aura_heartbeat_age_seconds 1',
  'aura_heartbeat_failures_total{target="backup_store"} 4',
  'aura_heartbeat_failures_total{target="database"} 3',
]

describe('recovery metrics', () => {
  it('count the RPO from the state that the newest backup holds, not from when it was finished', async () => {
    const lines = start(async () => ({
      newestBackup: {
        startedAt: secondsAgo(101),
        snapshotAt: secondsAgo(100),
        finishedAt: secondsAgo(40),
        sizeBytes: 9,
      },
      newestVerified: { verifiedAt: secondsAgo(30), durationMs: 2_500 },
      newestVerdictOk: false,
      recoverableUntil: null,
      newestHeartbeatAt: secondsAgo(12),
      secrets: { newestAt: secondsAgo(30), stale: false },
    }))
    await expect
      .poll(lines)
      .toEqual(
        [
          ...ownLines,
          ...heartbeatLines,
          'aura_backup_last_success_duration_seconds 61',
          'aura_backup_last_success_size_bytes 9',
          `aura_backup_last_success_timestamp_seconds ${now.getTime() / 1_000 - 40}`,
          'aura_backup_last_verification_ok 0',
          'aura_backup_last_verified_duration_seconds 2.5',
          `aura_backup_last_verified_timestamp_seconds ${now.getTime() / 1_000 - 30}`,
          'aura_collector_up{collector="backup_store"} 1',
          'aura_heartbeat_trail_age_seconds 12',
          'aura_rpo_seconds 100',
          `aura_secrets_bundle_last_export_timestamp_seconds ${now.getTime() / 1_000 - 30}`,
          'aura_secrets_bundle_stale 0',
        ].sort(),
      )
  })

  it('count the RPO from the end of the WAL in the store where that reaches further', async () => {
    const lines = start(async () => ({ ...nothing, recoverableUntil: secondsAgo(7) }))
    await expect.poll(lines).toContain('aura_rpo_seconds 7')
  })

  it('show no age of a backup that is not there, and none of a store that cannot be read', async () => {
    let read = async (): Promise<BackupStoreState> => nothing
    const lines = start(() => read())
    const linesWhenUp = (up: number) =>
      [...ownLines, ...heartbeatLines, `aura_collector_up{collector="backup_store"} ${up}`].sort()
    await expect.poll(lines).toEqual([...linesWhenUp(1), 'aura_secrets_bundle_stale 1'].sort())
    read = () => Promise.reject(new Error('away'))
    await expect.poll(lines).toEqual(linesWhenUp(0))
  })
})
