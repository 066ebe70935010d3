import type { Queryable } from '@aura-sign/postgres'
import type { Address, Hex } from 'viem'
import { checksumAddress } from '../../siwe/checksum-address.ts'
import type { EasObject } from '../eas-object.ts'
import type { revocationObject } from '../revocation-typed-data.ts'

export type RevocationObject = ReturnType<typeof revocationObject>

/** An attestation as it is kept. Everything that its attester said is in `object`. */
export interface StoredAttestation {
  /** UUIDv7 of its acceptance: the order of lists. */
  readonly id: string
  readonly attester: Address
  readonly uid: Hex
  readonly object: EasObject
  readonly acceptedAt: Date
  /** When its copy in the backup store was known to be there; null until then. */
  readonly journaledAt: Date | null
  readonly revocation: StoredRevocation | null
  /** SHA-256 of the files that it names, in lowercase hex. */
  readonly evidence: readonly string[]
}

export interface StoredRevocation {
  readonly object: RevocationObject
  /** When it was accepted here. */
  readonly revokedAt: Date
  readonly journaledAt: Date | null
}

export interface AttestationRow {
  id: string
  attester: string
  uid: string
  object: EasObject
  accepted_at: Date
  journaled_at: Date | null
  revoked_at: Date | null
  revocation: RevocationObject | null
  revocation_journaled_at: Date | null
  evidence: string[]
}

/** The columns of `attestation` that a row has. */
export function attestationColumns(queryable: Queryable) {
  return queryable`
    attestation.id, attestation.attester, attestation.uid, attestation.object, attestation.accepted_at,
    attestation.journaled_at, attestation.revoked_at, attestation.revocation, attestation.revocation_journaled_at,
    array(
      select named.sha256 from attestation_evidence named
      where named.attester = attestation.attester and named.uid = attestation.uid order by named.sha256) as evidence`
}

export function storedAttestation(row: AttestationRow): StoredAttestation {
  const { revoked_at, revocation } = row
  return {
    id: row.id,
    attester: checksumAddress(row.attester.slice(2)),
    uid: row.uid as Hex,
    object: row.object,
    acceptedAt: row.accepted_at,
    journaledAt: row.journaled_at,
    revocation:
      revoked_at && revocation
        ? { object: revocation, revokedAt: revoked_at, journaledAt: row.revocation_journaled_at }
        : null,
    evidence: row.evidence,
  }
}
