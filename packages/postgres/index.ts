export { type DumpServerOptions, dumpServer } from './dump/dump-server.ts'
export { findPgDump } from './dump/find-pg-dump.ts'
export { isDatabaseLost } from './is-database-lost.ts'
export { assertSchemaCurrent, knownMigrations, migrate, readSchemaState, type SchemaState } from './migrate.ts'
export type { QueryObserver, QueryOutcome } from './observe-queries.ts'
export {
  assertReachable,
  connectionsMaxDefault,
  openPool,
  type PoolOptions,
  type Queryable,
  type Sql,
  type Transaction,
} from './open-pool.ts'
