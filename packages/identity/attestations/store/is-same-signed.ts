import { AuraError } from '@aura-sign/core'
import type { Attestation } from '../attestation.ts'
import { hashAttestation } from '../hash-attestation.ts'
import { readAttestation } from '../read-attestation.ts'
import type { StoredAttestation } from './stored-attestation.ts'

/**
 * Whether exactly that was signed: a uid says nothing of the chain and the contract, the signed hash does. Throws
 * `attestation_damaged`.
 */
export function isSameSigned(
  { attester, uid, object }: Pick<StoredAttestation, 'attester' | 'uid' | 'object'>,
  attestation: Attestation,
): boolean {
  const kept = readAttestation(object)
  if (!kept.ok) throw new AuraError('attestation_damaged', { attester, uid })
  return hashAttestation(kept.attestation).equals(hashAttestation(attestation))
}
