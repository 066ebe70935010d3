import type { Clock } from '@aura-sign/core'
import { type MetricsRegistry, startObjectsMetrics } from '@aura-sign/metrics'
import type { ObjectStore } from '@aura-sign/object-store'
import { readNewestObjectsBackup } from '@aura-sign/recovery'

/** Copies are made every quarter of an hour. */
const intervalMs = 30_000
const timeoutMs = 10_000

/** Shows what the backup store says of the copies of the objects, whoever makes them. */
export function startObjectCopiesMetrics(
  registry: MetricsRegistry,
  { store, clock }: { store: ObjectStore; clock: Clock },
): { stop(): Promise<void> } {
  return startObjectsMetrics(registry, {
    ...{ intervalMs, timeoutMs },
    now: () => clock.now(),
    read: async () => {
      const run = await readNewestObjectsBackup(store)
      if (!run) return null
      const { total: objects, totalBytes: sizeBytes } = run.objects
      return { startedAt: new Date(run.startedAt), objects, sizeBytes, failed: run.failed }
    },
  })
}
