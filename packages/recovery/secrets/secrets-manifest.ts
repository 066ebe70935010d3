import { z } from 'zod'

const fingerprint = z.string().regex(/^[0-9a-f]{64}$/)

/** What lies beside a bundle in plain text. It holds no secret, and nothing that a guess could be compared with. */
export const secretsManifestSchema = z.object({
  format: z.literal(1),
  /** Key of the bundle. */
  bundle: z.string(),
  exportedAt: z.iso.datetime(),
  host: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  sha256: fingerprint,
  /** Whose identities open it, by their recipients' fingerprints. */
  recipients: z.array(z.string()),
  fingerprint,
  parts: z.record(z.string(), fingerprint),
})

export type SecretsManifest = z.infer<typeof secretsManifestSchema>

/** What a stack was last seen to use, beside the bundles: by it the guardian, which sees no secrets, knows whether the newest has them. */
export const secretsInUseSchema = z.object({
  format: z.literal(1),
  at: z.iso.datetime(),
  host: z.string(),
  fingerprint,
})

export type SecretsInUse = z.infer<typeof secretsInUseSchema>
