export { assertSchemaCurrent, knownMigrations, migrate, readSchemaState, type SchemaState } from './migrate.ts'
export { assertReachable, openPool, type PoolOptions, type Queryable, type Sql, type Transaction } from './open-pool.ts'
