import { AuraError } from '@aura-sign/core'
import { isServing, type ReservedSql, readVectorIndexes, type Sql, vectorIndexName } from '@aura-sign/postgres'
import { type BuildProgress, buildNewIndex } from './build-new-index.ts'
import { dropIndex } from './drop-index.ts'
import { newIndexName, retiredIndexName } from './index-names.ts'
import { leftoversOf, type ReindexPlan } from './plan-reindex.ts'
import { swapIndexes } from './swap-indexes.ts'

export const reindexSteps = ['clear', 'measure', 'build', 'compare', 'swap', 'retire', 'analyze'] as const
export type ReindexStep = (typeof reindexSteps)[number]

export interface MeasuredRecall {
  /** Share of the ten nearest that the index of this name finds, 0 to 1; null where it cannot be measured. */
  recall: number | null
  /** Why Postgres cannot read it; else null. */
  unreadable: string | null
}

export type MeasureRecall = (indexName: string) => Promise<MeasuredRecall>

export interface ReindexOptions {
  plan: ReindexPlan
  measureRecall: MeasureRecall
  /** Below it a new index is refused where all vectors were compared before. */
  recallMin: number
  /** Takes the new index whatever it finds. */
  force: boolean
  onStep?: (step: ReindexStep) => void
  onProgress?: (progress: BuildProgress) => void
}

export interface ReindexResult {
  recallBefore: number | null
  recallAfter: number | null
  sizeBytesBefore: number | null
  sizeBytesAfter: number
  /** An index that an interrupted rebuild had finished was taken over. */
  resumed: boolean
  ok: boolean
}

// Half precision costs about so much, and two samples differ by as much.
const recallTolerance = 0.01
/** Advisory lock of whoever rebuilds: "reindex" as a number. */
const lockKey = 7_264_931_405
// How soon a server notices that the command is gone, and gives its build up.
const clientCheck = '2s'

/**
 * Builds the vector index anew and gives it the name of the old one once it has proven to find as much. `sql` has to be a pool of at least two
 * connections without a statement timeout. Throws `reindex_running`, `reindex_failed`, `reindex_recall_lowered`, `reindex_recall_unmeasured`
 * and `reindex_swap_blocked`; after any of them searches are served as before.
 */
export async function executeReindex(sql: Sql, options: ReindexOptions): Promise<ReindexResult> {
  const { plan, measureRecall, onStep, onProgress } = options
  const session = await sql.reserve()
  try {
    await lock(session, plan)
    onStep?.('clear')
    const resumed = await clear(session, plan)
    onStep?.('measure')
    const before = await sizeAndState(session, vectorIndexName)
    const measured = before?.serving ? await measureRecall(vectorIndexName) : null
    const recallBefore = measured?.recall ?? null
    // Serves nobody, fails each write of an embedding, and each plan that could take it.
    if (measured && measured.unreadable !== null) await dropIndex(session, { name: vectorIndexName, mode: plan.mode })
    onStep?.('build')
    if (!resumed) await buildNewIndex({ session, sql }, { plan, ...(onProgress && { onProgress }) })
    onStep?.('compare')
    const { recall: recallAfter } = await measureRecall(newIndexName)
    const refusal = options.force ? null : judgeRecall({ recallBefore, recallAfter, ...options })
    if (refusal) {
      await dropIndex(session, { name: newIndexName, mode: plan.mode })
      throw refusal
    }
    onStep?.('swap')
    await swapIndexes(session)
    onStep?.('retire')
    await dropIndex(session, { name: retiredIndexName, mode: plan.mode })
    onStep?.('analyze')
    await session`analyze embeddings`
    const after = await sizeAndState(session, vectorIndexName)
    const ok = after?.serving === true && (recallAfter === null || recallAfter >= options.recallMin)
    const sizes = { sizeBytesBefore: before?.sizeBytes ?? null, sizeBytesAfter: after?.sizeBytes ?? 0 }
    return { recallBefore, recallAfter, ...sizes, resumed, ok }
  } finally {
    // The lock goes with the session's transaction-less state: the pool may keep the connection.
    await session`select pg_advisory_unlock(${lockKey})`.catch(() => undefined)
    session.release()
  }
}

/** Throws `reindex_running` while another command, or a build by hand, is at work on the embeddings. */
async function lock(session: ReservedSql, plan: ReindexPlan): Promise<void> {
  if (plan.mode === 'exclusive') return
  await session`select set_config('client_connection_check_interval', ${clientCheck}, false)`
  const [taken] = await session<{ ok: boolean }[]>`select pg_try_advisory_lock(${lockKey}) as ok`
  const [other] = await session<{ pid: number }[]>`
    select pid from pg_stat_progress_create_index
    -- Copies of a database have the same oids.
    where datname = current_database() and relid = 'embeddings'::regclass and pid <> pg_backend_pid()
    union all
    select pid from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
      and (classid::int8 << 32) + objid::int8 = ${lockKey}
    limit 1`
  if (other) throw new AuraError('reindex_running', { pid: other.pid })
  // Whoever had it has ended in between.
  if (!taken?.ok) await session`select pg_advisory_lock(${lockKey})`
}

/** Removes what an interrupted rebuild left; true where its index is whole and what is wanted. Touches no index of another name. */
async function clear(session: ReservedSql, plan: ReindexPlan): Promise<boolean> {
  let resumed = false
  // Again, under the lock: the plan may be older than what another command did.
  for (const { name, action } of leftoversOf(await readVectorIndexes(session), plan.index)) {
    if (action === 'finish') resumed = true
    else await dropIndex(session, { name, mode: plan.mode })
  }
  return resumed
}

async function sizeAndState(session: ReservedSql, name: string) {
  const index = (await readVectorIndexes(session)).find((found) => found.name === name)
  return index ? { sizeBytes: index.sizeBytes, serving: isServing(index) } : null
}

function judgeRecall({
  recallBefore,
  recallAfter,
  recallMin,
  plan,
}: ReindexOptions & { recallBefore: number | null; recallAfter: number | null }): AuraError | null {
  // Nothing to search among: there is nothing to lose either.
  if (recallAfter === null) return plan.rows === 0 ? null : new AuraError('reindex_recall_unmeasured', {})
  // Comparing all vectors finds all of them: what takes its place has to be good.
  const wanted = recallBefore === null ? recallMin : recallBefore - recallTolerance
  if (recallAfter >= wanted) return null
  return new AuraError('reindex_recall_lowered', { found: recallAfter.toFixed(4), wanted: wanted.toFixed(4) })
}
