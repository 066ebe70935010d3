import type { ChainClient } from '../chain-client.ts'
import { readAttestation } from '../read-attestation.ts'
import { defineSchema, type SchemaDefinition } from '../schema/define-schema.ts'
import type { AttestationToInsert } from '../store/insert-attestations.ts'
import { namedEvidence } from '../store/named-evidence.ts'
import { timeOrderedId } from '../store/time-ordered-id.ts'
import { type AttestationVerdict, verifyAttestation } from '../verify-attestation.ts'
import { type CopyRefusal, copyRefusal } from './copy-refusal.ts'
import { isRightlyNamed, type JournalCopy } from './journal-copy.ts'
import type { AttestationRecord } from './journal-record.ts'

/** A copy that proves what it says, and the row that it makes. */
export interface VerifiedCopy {
  readonly copy: JournalCopy<AttestationRecord>
  readonly row: AttestationToInsert
  readonly schema: SchemaDefinition
}

/**
 * Verifies a copy as its attestation was at first; that it has expired since is no reason to lose it. Nothing that is not
 * signed is believed but where it stood in lists. Resolves to the reason when it proves nothing.
 */
export async function verifyCopy(
  copy: JournalCopy<AttestationRecord>,
  { now, chains }: { now: Date; chains?: ReadonlyMap<number, ChainClient> },
): Promise<VerifiedCopy | CopyRefusal> {
  const { record } = copy
  const defined = defineSchema(record.schema)
  if (!defined.ok) return defined.reason
  const { schema } = defined
  const verdict = await verifyAttestation({
    attestation: record.object,
    signer: record.attester,
    now,
    findSchema: (uid) => (uid === schema.uid ? schema : undefined),
    ...(chains && { chains }),
  })
  const refusal = refusalOf(verdict, record.object, chains)
  if (refusal || !verdict.authentic) return refusal ?? 'attestation_unreadable'
  if (verdict.authentic.attestation.uid !== record.uid) return 'uid_mismatch'
  if (!isRightlyNamed(copy)) return 'name_mismatch'
  const { authentic, values = [] } = verdict
  const acceptedAt = new Date(record.acceptedAt)
  // An id of another form would break the order of pages.
  const id = isTimeOrdered(record.id) ? record.id : timeOrderedId(acceptedAt)
  const row = { id, acceptedAt, journaledAt: now, authentic, values, evidence: namedEvidence(values) }
  return { copy, row, schema }
}

/** Why an object is not what its attester signed, whatever has expired since; undefined when it is. */
export function refusalOf(
  verdict: AttestationVerdict,
  object: unknown,
  chains?: ReadonlyMap<number, ChainClient>,
): CopyRefusal | undefined {
  const reason = verdict.checks.find(({ name, ok }) => ok === false && name !== 'expiry')?.reason
  const read = readAttestation(object)
  if (reason === undefined || !read.ok) return reason
  return copyRefusal(reason, { chainId: read.attestation.domain.chainId, ...(chains && { chains }) })
}

function isTimeOrdered(id: string): boolean {
  return id[14] === '7'
}
