import { setTimeout } from 'node:timers/promises'
import { AuraError } from '@aura-sign/core'
import { type ReservedSql, type Sql, vectorIndexStatement } from '@aura-sign/postgres'
import { dropIndex } from './drop-index.ts'
import { newIndexName } from './index-names.ts'
import type { ReindexPlan } from './plan-reindex.ts'

export interface BuildProgress {
  /** As Postgres calls it. */
  phase: string
  done: number
  total: number
}

// Insufficient resources: shared memory that is too small for a parallel build (/dev/shm of a container), and memory itself.
const scarce = new Set(['53100', '53200'])
const progressEveryMs = 500

/**
 * Builds the new index under its temporary name, with less memory and fewer processes where the server turns out not to have what was
 * planned. Throws `reindex_failed`, and leaves nothing then.
 */
export async function buildNewIndex(
  { session, sql }: { session: ReservedSql; sql: Sql },
  options: { plan: ReindexPlan; onProgress?: (progress: BuildProgress) => void },
): Promise<void> {
  const { plan, onProgress } = options
  const attempts = [plan, { ...plan, workers: 0 }, null]
  for (const [number, attempt] of attempts.entries()) {
    try {
      if (attempt) await allow(session, attempt)
      else await session`reset maintenance_work_mem`
      await build({ session, sql }, { plan, ...(onProgress && { onProgress }) })
      return
    } catch (error) {
      await dropIndex(session, { name: newIndexName, mode: plan.mode })
      if (number < attempts.length - 1 && scarce.has(codeOf(error))) continue
      throw new AuraError(
        'reindex_failed',
        { detail: error instanceof Error ? error.message : String(error) },
        { cause: error },
      )
    }
  }
}

async function allow(session: ReservedSql, { memoryBytes, workers }: ReindexPlan): Promise<void> {
  await session`select set_config('maintenance_work_mem', ${`${Math.floor(memoryBytes / 1024)}kB`}, false),
    set_config('max_parallel_maintenance_workers', ${String(workers)}, false)`
}

async function build(
  { session, sql }: { session: ReservedSql; sql: Sql },
  { plan, onProgress }: { plan: ReindexPlan; onProgress?: (progress: BuildProgress) => void },
): Promise<void> {
  const [own] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`
  const ended = new AbortController()
  // The one session of the embedded database answers nothing meanwhile.
  const watching =
    own && onProgress && plan.mode !== 'exclusive'
      ? watch(sql, { pid: own.pid, onProgress, signal: ended.signal })
      : Promise.resolve()
  try {
    const concurrently = plan.mode === 'concurrent'
    await session.unsafe(vectorIndexStatement(plan.index, { name: newIndexName, concurrently })).simple()
  } finally {
    ended.abort()
    await watching
  }
}

/** Nobody waits for what it reads: a query that fails shows nothing. */
async function watch(
  sql: Sql,
  { pid, onProgress, signal }: { pid: number; onProgress: (progress: BuildProgress) => void; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const rows = await sql<BuildProgress[]>`
      select phase, greatest(tuples_done, blocks_done)::float8 as done, greatest(tuples_total, blocks_total)::float8 as total
      from pg_stat_progress_create_index where pid = ${pid}`.catch(() => [])
    if (rows[0] && !signal.aborted) onProgress(rows[0])
    await setTimeout(progressEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
