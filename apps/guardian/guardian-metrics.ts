import type { Clock } from '@aura-sign/core'
import { type MetricsRegistry, startRecoveryMetrics } from '@aura-sign/metrics'
import type { ObjectStore } from '@aura-sign/object-store'
import { type Manifest, readNewestHeartbeat, readSecretsBundleState, walkBackups } from '@aura-sign/recovery'
import type { BackupRunner } from './backup-runner.ts'
import type { HeartbeatLoop } from './heartbeat-loop.ts'

const intervalMs = 10_000
const timeoutMs = 10_000
/** Unfinished and damaged backups that are newer than the one looked for; more of them count as none. */
const entriesMax = 100

/** Shows what the guardian does, and what is in the backup store as it is read back. */
export function startGuardianMetrics(
  registry: MetricsRegistry,
  options: { store: ObjectStore; clock: Clock; heartbeat: HeartbeatLoop; runner: BackupRunner },
): { stop(): Promise<void> } {
  const { store, clock, heartbeat, runner } = options
  return startRecoveryMetrics(registry, {
    ...{ intervalMs, timeoutMs },
    now: () => clock.now(),
    readStore: async () => {
      const [manifest, newest, secrets] = await Promise.all([
        readNewestManifest(store),
        readNewestHeartbeat(store),
        readSecretsBundleState(store),
      ])
      return {
        newestBackup: manifest && {
          startedAt: new Date(manifest.startedAt),
          snapshotAt: new Date(manifest.snapshotAt),
          finishedAt: new Date(manifest.finishedAt),
          sizeBytes: manifest.file.sizeBytes,
        },
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
      }
    },
  })
}

async function readNewestManifest(store: ObjectStore): Promise<Manifest | null> {
  let looked = 0
  for await (const entry of walkBackups(store)) {
    if (entry.state === 'complete') return entry.manifest
    looked += 1
    if (looked >= entriesMax) return null
  }
  return null
}
