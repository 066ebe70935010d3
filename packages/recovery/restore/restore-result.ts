import { z } from 'zod'

/** What a restore did, as `./aura restore --json` prints it. */
export const restoreResultSchema = z.object({
  backup: z.string(),
  snapshotAt: z.string(),
  /** Of the database restored into; where it is promoted, the name under which it is in use. */
  database: z.string(),
  promoted: z.boolean(),
  /** No longer in use, and kept. */
  previous: z.string().nullable(),
  /** Empty when an earlier run had done the comparison. */
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  trust: z.object({ sessionsEnded: z.number(), noncesBurnt: z.number(), leasesReleased: z.number() }).nullable(),
  /** Roles of the backup's server: null where there are none of one's own. */
  roles: z
    .object({
      created: z.array(z.string()),
      present: z.array(z.string()),
      refused: z.array(z.object({ role: z.string(), detail: z.string() })),
    })
    .nullable(),
  /** Key of the entry in the recovery journal; null when it could not be written. */
  journal: z.string().nullable(),
  durationMs: z.number(),
})

export type RestoreResult = z.infer<typeof restoreResultSchema>
