import { z } from 'zod'

/** A row of recovery_heartbeats: everything acknowledged before `at` was in the database then. */
export const heartbeatSchema = z.object({
  at: z.iso.datetime(),
  /** Position in the WAL, where the database has one. */
  lsn: z.string().nullable(),
  /** Of the WAL: each restore to a point in time begins a new one. Heartbeats of earlier versions lack it. */
  timeline: z.number().int().nullish(),
})

export type Heartbeat = z.infer<typeof heartbeatSchema>
