import { z } from 'zod'

/**
 * What the backup store has of an attestation or a revocation: enough to make every row of it anew, with nothing that has to
 * be believed. `object` and `revocation` are signed; the rest says where they stood.
 */
export type JournalRecord = AttestationRecord | RevocationRecord

export interface AttestationRecord {
  readonly kind: 'attestation'
  /** UUIDv7 of the acceptance, which orders pages. */
  readonly id: string
  readonly attester: string
  readonly uid: string
  readonly acceptedAt: string
  /** EAS object in its canonical form. */
  readonly object: unknown
  /** Its schema is content as well: the uid is computed from these. */
  readonly schema: { readonly schema: string; readonly resolver: string; readonly revocable: boolean }
  readonly evidence: readonly { readonly sha256: string; readonly sizeBytes: number; readonly mediaType: string }[]
}

export interface RevocationRecord {
  readonly kind: 'revocation'
  readonly attester: string
  readonly uid: string
  readonly acceptedAt: string
  readonly revocation: unknown
}

const address = z.string().regex(/^0x[0-9a-f]{40}$/)
const bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/)
const recordSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('attestation'),
    id: z.uuid(),
    attester: address,
    uid: bytes32,
    acceptedAt: z.iso.datetime(),
    object: z.unknown(),
    schema: z.object({ schema: z.string(), resolver: z.string(), revocable: z.boolean() }),
    evidence: z
      .array(
        z.object({
          sha256: z.string().regex(/^[0-9a-f]{64}$/),
          sizeBytes: z.number().int().positive(),
          mediaType: z.string().min(1).max(127),
        }),
      )
      .max(1_000),
  }),
  z.object({
    kind: z.literal('revocation'),
    attester: address,
    uid: bytes32,
    acceptedAt: z.iso.datetime(),
    revocation: z.unknown(),
  }),
])

/** One line of JSON. */
export function journalLine(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`
}

/** The record of a line; null when the line is none. */
export function parseJournalLine(line: string): JournalRecord | null {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(line))
    return parsed.success ? (parsed.data as JournalRecord) : null
  } catch {
    return null
  }
}
