import type { Transaction } from '@aura-sign/postgres'

/** What the server may take to build an index. */
export interface IndexBuild {
  /** Of `maintenance_work_mem`. */
  memoryBytes: number
  /** Processes beside the session's own. */
  workers: number
}

/** Of one that is loaded: an index of vectors takes longer to build than all else to load. */
export function isVectorIndex(statement: string): boolean {
  return /^create (unique )?index .* using (hnsw|ivfflat) /i.test(statement)
}

// Insufficient resources: shared memory that is too small for a parallel build (/dev/shm of a container), and memory itself.
const scarce = new Set(['53100', '53200'])

/**
 * Builds an index with as much as is allowed and, where the server turns out not to have that, with less. What it throws is what the
 * server says of the last attempt.
 */
export async function buildIndex(
  transaction: Transaction,
  statement: { text: string },
  { build }: { build?: IndexBuild },
): Promise<void> {
  const attempts = build ? [build, { ...build, workers: 0 }, null] : [null]
  for (const [index, attempt] of attempts.entries()) {
    try {
      await transaction.savepoint(async (savepoint) => {
        if (attempt) await allow(savepoint, attempt)
        await savepoint.unsafe(statement.text).simple()
      })
      return
    } catch (error) {
      const isLast = index === attempts.length - 1
      if (isLast || !(error instanceof Error && 'code' in error && scarce.has(String(error.code)))) throw error
    }
  }
}

async function allow(transaction: Transaction, { memoryBytes, workers }: IndexBuild): Promise<void> {
  await transaction`select
    set_config('maintenance_work_mem', ${`${Math.floor(memoryBytes / 1024)}kB`}, true),
    set_config('max_parallel_maintenance_workers', ${String(workers)}, true)`
}
