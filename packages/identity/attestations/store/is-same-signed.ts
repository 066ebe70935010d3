import type { Attestation } from '../attestation.ts'
import { hashAttestation } from '../hash-attestation.ts'
import { readAttestation } from '../read-attestation.ts'
import type { StoredAttestation } from './stored-attestation.ts'

/** Whether exactly that was signed: a uid says nothing of the chain and the contract, the signed hash does. */
export function isSameSigned(stored: Pick<StoredAttestation, 'object'>, attestation: Attestation): boolean {
  const kept = readAttestation(stored.object)
  return kept.ok && hashAttestation(kept.attestation).equals(hashAttestation(attestation))
}
