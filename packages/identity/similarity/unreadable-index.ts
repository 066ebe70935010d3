import type { Sql } from '@aura-sign/postgres'

/** PostgreSQL, Appendix A, class XX: internal error, data corrupted, index corrupted; checksums that do not fit are among them. */
const damaged = /^XX/

/** Whether an error says that a file of the database cannot be what Postgres wrote. */
export function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && damaged.test(String(error.code))
}

const unreadable = new WeakMap<Sql, string>()

/** Why the last search of a pool could not read the vector index, in Postgres' words; null where it could. */
export function unreadableIndex(sql: Sql): string | null {
  return unreadable.get(sql) ?? null
}

export function rememberUnreadable(sql: Sql, error: Error): void {
  unreadable.set(sql, error.message)
}

export function rememberReadable(sql: Sql): void {
  unreadable.delete(sql)
}
