import type { ReservedSql } from '@aura-sign/postgres'
import type { ReindexPlan } from './plan-reindex.ts'

/** Removes an index if it is there; on a server without making anybody wait. */
export async function dropIndex(
  session: ReservedSql,
  { name, mode }: { name: string; mode: ReindexPlan['mode'] },
): Promise<void> {
  const concurrently = mode === 'exclusive' ? session`` : session`concurrently`
  await session`drop index ${concurrently} if exists ${session(name)}`.simple()
}
