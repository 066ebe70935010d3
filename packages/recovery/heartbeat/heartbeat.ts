import { z } from 'zod'

/** A row of recovery_heartbeats: everything acknowledged before `at` was in the database then. */
export const heartbeatSchema = z.object({
  at: z.iso.datetime(),
  /** Position in the WAL, where the database has one. */
  lsn: z.string().nullable(),
})

export type Heartbeat = z.infer<typeof heartbeatSchema>
