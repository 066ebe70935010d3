import type { WireError } from './backend-messages.ts'

/** Postgres refused a statement that the server itself sent. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly wire: WireError

  constructor(wire: WireError) {
    super(`${wire.message} (SQLSTATE ${wire.sqlState})`)
    this.wire = wire
  }
}
