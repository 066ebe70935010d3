export { dumpGlobals } from './dump/dump-globals.ts'
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
  type ReservedSql,
  type Sql,
  type Transaction,
} from './open-pool.ts'
export { readArchiveFault } from './read-archive-fault.ts'
export { readWalArchive, type WalArchiveState } from './read-wal-archive.ts'
export {
  chooseVectorIndex,
  probesOf,
  type VectorIndexSettings,
  type VectorPrecision,
} from './vector-index/choose-vector-index.ts'
export { indexBuildMemoryBytes } from './vector-index/index-build-memory.ts'
export { isServing, readVectorIndexes, type VectorIndexState } from './vector-index/read-vector-indexes.ts'
export { type VectorIndexConfig, vectorIndexConfigShape } from './vector-index/vector-index-config.ts'
export { vectorIndexName, vectorIndexStatement } from './vector-index/vector-index-statement.ts'
