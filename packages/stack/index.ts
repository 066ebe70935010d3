export type { DatabaseSnapshot, EmbeddedDatabase } from './embedded/embedded-database.ts'
export { type DirectoryLock, lockDirectory } from './embedded/lock-directory.ts'
export { type EmbeddedDatabaseOptions, openEmbeddedDatabase } from './embedded/open-embedded-database.ts'
