import { type Clock, type Logger, sleep } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'
import { keepLists } from './keep-lists.ts'
import type { JobLists } from './open-job-lists.ts'

/** Disposing it resolves when nothing is under way any more. */
export type ListKeeper = AsyncDisposable

/** Keeps the lists like the rows from a process that is no worker, so that they tell the truth while none runs. */
export function startKeepingLists(options: { sql: Sql; lists: JobLists; clock: Clock; logger: Logger }): ListKeeper {
  const stopping = new AbortController()
  const kept = keepLists({ ...options, sleep }, stopping.signal)
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await kept
    },
  }
}
