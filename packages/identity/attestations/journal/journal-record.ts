import { z } from 'zod'
import { attestationDataBytesMax } from '../schema/attestation-data-bytes-max.ts'

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

/** As many SHA-256 as the data of an attestation has room for: what was accepted can be read back. */
const evidenceMax = attestationDataBytesMax / 32
const unknownMediaType = 'application/octet-stream'
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
          // As of uploads. Nobody signed it: another one is no reason to lose what was signed.
          mediaType: z
            .string()
            .max(127)
            .regex(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/)
            .catch(unknownMediaType),
        }),
      )
      .max(evidenceMax),
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

/** Throws when nobody could read the line back: such a copy would be none. */
export function readableJournalLine(record: JournalRecord): string {
  const line = journalLine(record)
  if (parseJournalLine(line) !== null) return line
  throw new Error(`the copy of ${record.kind} ${record.attester}/${record.uid} could not be read back`)
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
