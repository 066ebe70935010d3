import { z } from 'zod'

/** What a restore did, as `./aura restore --json` prints it. */
export const restoreResultSchema = z.object({
  backup: z.string(),
  snapshotAt: z.string(),
  /** In use from the next start on. */
  database: z.string(),
  /** No longer in use, and kept. */
  previous: z.string().nullable(),
  /** Empty when an earlier run had done the comparison. */
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  trust: z.object({ sessionsEnded: z.number(), noncesBurnt: z.number(), leasesReleased: z.number() }).nullable(),
  durationMs: z.number(),
})

export type RestoreResult = z.infer<typeof restoreResultSchema>
