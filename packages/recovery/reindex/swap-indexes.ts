import { setTimeout } from 'node:timers/promises'
import { AuraError } from '@aura-sign/core'
import { type ReservedSql, vectorIndexName } from '@aura-sign/postgres'
import { newIndexName, retiredIndexName } from './index-names.ts'

// A writer waits no longer than this for the swap, which itself takes a moment.
const lockTimeoutMs = 50
const attemptsMax = 40
const pauseMs = 250
/** PostgreSQL, Appendix A: lock_not_available. */
const lockNotAvailable = '55P03'

/**
 * Gives the new index the name of the one in use, which becomes the retired one; both in one transaction. Renaming keeps nobody
 * from reading or writing (since Postgres 12). Throws `reindex_swap_blocked`.
 */
export async function swapIndexes(session: ReservedSql): Promise<void> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    if (await trySwap(session)) return
    await setTimeout(pauseMs)
  }
  throw new AuraError('reindex_swap_blocked', { attempts: attemptsMax })
}

async function trySwap(session: ReservedSql): Promise<boolean> {
  try {
    await session`begin`
    await session`select set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)`
    await session`alter index if exists ${session(vectorIndexName)} rename to ${session(retiredIndexName)}`.simple()
    await session`alter index ${session(newIndexName)} rename to ${session(vectorIndexName)}`.simple()
    await session`commit`
    return true
  } catch (error) {
    await session`rollback`
    if (error instanceof Error && 'code' in error && error.code === lockNotAvailable) return false
    throw error
  }
}
