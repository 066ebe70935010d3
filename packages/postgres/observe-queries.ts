import type { Sql } from 'postgres'
import { isDatabaseLost } from './is-database-lost.ts'

/** What came of a query: `lost` when the database was away or went away, `error` when it refused the statement. */
export type QueryOutcome = 'ok' | 'error' | 'lost'

/** Told of every query of a pool. What it throws would fail the query, so it must not. */
export interface QueryObserver {
  /** A query, or the begin or commit of a transaction, asks for a connection. */
  onStart(): void
  /** It is settled; `durationMs` includes the wait for a connection. */
  onEnd(query: { outcome: QueryOutcome; durationMs: number }): void
}

/**
 * The same pool, its queries observed: postgres.js tells only when a query is sent, not when it is answered. A query
 * is a lazy promise that the connection settles through its own `resolve` and `reject`; these are wrapped and nothing is
 * awaited, so that it stays lazy, and a rejection that nobody handles stays one. Cursors are not observed: they take as
 * long as their reader.
 */
export function observeQueries(sql: Sql, observer: QueryObserver): Sql {
  return observed(sql, observer)
}

function observed<T extends object>(target: T, observer: QueryObserver): T {
  const methods = new Map<PropertyKey, unknown>()
  const wrap = wrappers(observer)
  return new Proxy(target, {
    apply: (callee, self, words) => observeQuery(Reflect.apply(callee as AnyFunction, self, words), observer),
    get(object, name) {
      const value: unknown = Reflect.get(object, name)
      const wrapper = wrap[name as keyof typeof wrap]
      if (!wrapper || typeof value !== 'function') return value
      const known = methods.get(name) ?? wrapper(value as AnyFunction)
      methods.set(name, known)
      return known
    },
  })
}

// biome-ignore lint/suspicious/noExplicitAny: functions of postgres.js, called as they are.
type AnyFunction = (...words: any[]) => any

function wrappers(observer: QueryObserver) {
  const query =
    (create: AnyFunction) =>
    (...words: unknown[]) =>
      observeQuery(create(...words), observer)
  return {
    unsafe: query,
    file: query,
    reserve: (reserve: AnyFunction) => async () => {
      const end = startClock(observer)
      try {
        const reserved = await reserve()
        end('ok')
        return observed(reserved, observer)
      } catch (error) {
        end(outcomeOf(error))
        throw error
      }
    },
    begin:
      (begin: AnyFunction) =>
      (...words: unknown[]) =>
        observeTransaction(begin, words, observer),
    savepoint:
      (savepoint: AnyFunction) =>
      (...words: unknown[]) =>
        savepoint(...withScope(words, (scope, body) => body(observed(scope, observer)))),
  }
}

/** Observes how long a transaction waits until it has begun, and how long it takes to commit. */
async function observeTransaction(begin: AnyFunction, words: unknown[], observer: QueryObserver): Promise<unknown> {
  let end: EndClock | null = startClock(observer)
  const endOnce = (outcome: QueryOutcome) => {
    end?.(outcome)
    end = null
  }
  let failedInside = false
  let settled = false
  try {
    const result = await begin(
      ...withScope(words, async (scope, body) => {
        endOnce('ok')
        try {
          const statements = body(observed(scope, observer))
          const result = await (Array.isArray(statements) ? Promise.all(statements) : statements)
          // A body may go on after its connection was lost.
          if (!settled) end = startClock(observer)
          return result
        } catch (error) {
          failedInside = true
          throw error
        }
      }),
    )
    endOnce('ok')
    return result
  } catch (error) {
    // What failed inside was a query of its own, or is no matter of the database.
    if (!failedInside) endOnce(outcomeOf(error))
    throw error
  } finally {
    settled = true
  }
}

/** The arguments of `begin` and `savepoint`, whose last is the function that gets the scope. */
function withScope(words: unknown[], run: (scope: object, body: AnyFunction) => unknown): unknown[] {
  const body = words.at(-1)
  if (typeof body !== 'function') return words
  return [...words.slice(0, -1), (scope: object) => run(scope, body as AnyFunction)]
}

interface Settleable {
  handler: AnyFunction & { debug?: unknown }
  resolve: AnyFunction
  reject: AnyFunction
  /** Rows per turn of a cursor, which replaces `resolve` at each. */
  cursorRows?: number
}

function observeQuery(created: unknown, observer: QueryObserver): unknown {
  if (!isQuery(created)) return created
  const { handler } = created
  // Called when the query is executed; a fragment of another query never is.
  const execute: Settleable['handler'] = (query) => {
    if (created.cursorRows !== undefined) return handler(query)
    const { resolve, reject } = created
    const end = startClock(observer)
    created.resolve = (value) => {
      end('ok')
      return resolve(value)
    }
    created.reject = (error) => {
      end(outcomeOf(error))
      return reject(error)
    }
    return handler(query)
  }
  execute.debug = handler.debug
  created.handler = execute
  return created
}

function isQuery(value: unknown): value is Settleable {
  return value instanceof Promise && 'handler' in value && 'resolve' in value && 'reject' in value
}

type EndClock = (outcome: QueryOutcome) => void

function startClock(observer: QueryObserver): EndClock {
  const startedMs = performance.now()
  let running = true
  observer.onStart()
  return (outcome) => {
    if (!running) return
    running = false
    observer.onEnd({ outcome, durationMs: performance.now() - startedMs })
  }
}

function outcomeOf(error: unknown): QueryOutcome {
  return isDatabaseLost(error) ? 'lost' : 'error'
}
