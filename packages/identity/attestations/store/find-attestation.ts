import type { Queryable } from '@aura-sign/postgres'
import {
  type AttestationRow,
  attestationColumns,
  type StoredAttestation,
  storedAttestation,
} from './stored-attestation.ts'

/** The attestation of an attester (any case) and a uid (lowercase); null when it is not here. */
export async function findAttestation(
  queryable: Queryable,
  key: { attester: string; uid: string },
): Promise<StoredAttestation | null> {
  const [row] = await queryable<AttestationRow[]>`
    select ${attestationColumns(queryable)} from attestations attestation
    where attestation.attester = ${key.attester.toLowerCase()} and attestation.uid = ${key.uid}`
  return row ? storedAttestation(row) : null
}
