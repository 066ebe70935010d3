import type { Sql, Transaction } from '@aura-sign/postgres'
import type { ListedJob } from './listed-job.ts'
import { takeNotes } from './note-enqueued.ts'

/**
 * The same pool; the jobs that are queued through it are pushed once they are committed. A transaction that rolls back
 * pushes nothing. `push` must neither wait nor throw: an enqueue is as fast and as sure without Redis as with it. Jobs queued
 * inside a savepoint are not pushed: the keeper of the lists finds them.
 */
export function dispatchAfterCommit(sql: Sql, push: (jobs: readonly ListedJob[]) => void): Sql {
  const begin = async (...words: unknown[]): Promise<unknown> => {
    const queued: ListedJob[] = []
    const body = words.at(-1)
    const scoped = (transaction: Transaction) => {
      takeNotes(transaction, (jobs) => void queued.push(...jobs))
      return (body as Body)(transaction)
    }
    const result = await (sql.begin as AnyBegin)(...words.slice(0, -1), scoped)
    push(queued)
    return result
  }
  const dispatching = new Proxy(sql, {
    get: (pool, name) => (name === 'begin' ? begin : Reflect.get(pool, name)),
  })
  takeNotes(dispatching, push)
  return dispatching
}

type Body = (transaction: Transaction) => unknown
type AnyBegin = (...words: unknown[]) => Promise<unknown>
