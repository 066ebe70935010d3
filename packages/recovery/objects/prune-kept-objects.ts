import { listObjects, type ObjectStore } from '@aura-sign/object-store'
import { keptPrefix, parseKeptKey, parseRunKey, runsPrefix } from './object-keys.ts'

const dayMs = 24 * 3_600_000
/** Every 15 minutes, that is less than one page of a listing. */
const runsKeptMs = 7 * dayMs
const deletedAtOnceMax = 1_000

/**
 * Removes kept copies whose time is over, and manifests of runs that are older than a week but for the newest. `now` is the earlier one of this machine's clock and
 * the store's: one that is ahead by years removes nothing. Returns how many copies there were.
 */
export async function pruneKeptObjects(
  backups: ObjectStore,
  { now, keptMs, signal }: { now: Date; keptMs: number; signal?: AbortSignal | undefined },
): Promise<number> {
  const calls = signal ? { signal } : {}
  const unlimited = { ...calls, objectsMax: Number.MAX_SAFE_INTEGER }
  let pruned = 0
  let page: string[] = []
  const flush = async () => {
    if (page.length === 0) return
    const failures = await backups.deleteMany(page, calls)
    pruned += page.length - failures.length
    page = []
  }
  for await (const { key, modifiedAt } of listObjects(backups, keptPrefix, unlimited)) {
    const kept = parseKeptKey(key)
    if (!kept) continue
    // They are listed by the time of their runs.
    if (kept.keptAt.getTime() >= now.getTime() - keptMs) break
    // The server's own time for it: a clock that was behind when it was kept does not shorten its time.
    if (modifiedAt.getTime() >= now.getTime() - keptMs) continue
    page.push(key)
    if (page.length === deletedAtOnceMax) await flush()
  }
  await flush()
  const runs: string[] = []
  for await (const { key } of listObjects(backups, runsPrefix, unlimited)) {
    const at = parseRunKey(key)
    if (at && at.getTime() < now.getTime() - runsKeptMs) runs.push(key)
  }
  // What is left of a stopped service still says when it was copied last.
  const newest = runs.at(-1)
  await backups.deleteMany(
    runs.filter((key) => key !== newest),
    calls,
  )
  return pruned
}
