import { z } from 'zod'

/** Result of restoring a backup and comparing it. Stored beside it as `….verdict.json`; a newer one replaces it. */
export const verdictSchema = z
  .object({
    format: z.literal(1),
    /** Name of the backup. */
    backup: z.string(),
    /**
     * Of the data that was restored: a verdict says nothing of other bytes under the same name. Null where the manifest could not be
     * read, which tells it.
     */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
    verifiedAt: z.iso.datetime(),
    durationMs: z.number().int().nonnegative(),
    /** Of Aura-Sign. */
    version: z.string(),
    host: z.string(),
    ok: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })).min(1),
  })
  .refine(({ ok, checks }) => ok === checks.every((check) => check.ok), 'says other than its checks')

export type Verdict = z.infer<typeof verdictSchema>
