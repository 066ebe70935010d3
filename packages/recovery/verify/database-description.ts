import { z } from 'zod'

const timestamp = z.iso.datetime({ precision: 6 })

export const tableDescriptionSchema = z.object({
  rows: z.number().int().nonnegative(),
  columns: z.array(z.string()),
  /** Sum over all rows of 64 bits of SHA-256 of the row's binary form: the same for the same rows in any order, on any Postgres. */
  fingerprint: z.string().regex(/^-?\d+$/),
  /** Newest time in any timestamp column that is not in the future: the last thing known to be in the table. */
  newestAt: timestamp.nullable(),
})

/** What two databases with the same content have in common, on any Postgres from 15 on. */
export const databaseDescriptionSchema = z.object({
  /** The server's time when the description was taken; with a snapshot, that of the snapshot. */
  describedAt: timestamp,
  postgres: z.object({ version: z.string(), major: z.number().int().positive() }),
  /** Of the cluster (pg_control_system); differs between any two clusters ever made. */
  systemIdentifier: z.string(),
  database: z.string(),
  extensions: z.record(z.string(), z.string()),
  /** The newest applied migration. */
  schemaVersion: z.string().nullable(),
  tables: z.record(z.string(), tableDescriptionSchema),
  indexes: z.array(z.string()),
  /**
   * What each column, constraint and valid index is, by `<kind> <table>.<name>`, in Postgres's own words. Absent from
   * backups made before this was recorded.
   */
  definitions: z.record(z.string(), z.string()).optional(),
  /** The newest row of recovery_heartbeats. */
  newestHeartbeat: z.object({ at: timestamp, lsn: z.string().nullable() }).nullable(),
})

export type TableDescription = z.infer<typeof tableDescriptionSchema>
export type DatabaseDescription = z.infer<typeof databaseDescriptionSchema>
