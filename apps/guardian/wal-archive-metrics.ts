import { type MetricsRegistry, startWalArchiveMetrics } from '@aura-sign/metrics'
import { readWalArchive, type Sql } from '@aura-sign/postgres'

const intervalMs = 10_000
const timeoutMs = 10_000

/** Shows what the database says of its archiver. */
export function watchWalArchive(registry: MetricsRegistry, { sql }: { sql: Sql }): { stop(): Promise<void> } {
  return startWalArchiveMetrics(registry, { intervalMs, timeoutMs, read: () => readWalArchive(sql) })
}
