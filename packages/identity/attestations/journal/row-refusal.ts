import { parseAddress } from '../../siwe/parse-address.ts'
import type { ChainClient } from '../chain-client.ts'
import { readAttestation } from '../read-attestation.ts'
import { verifyAttestation } from '../verify-attestation.ts'
import { verifyRevocation } from '../verify-revocation.ts'
import { type CopyRefusal, copyRefusal } from './copy-refusal.ts'
import { refusalOf } from './verify-copy.ts'

/** What has to be signed of a row. */
export interface SignedParts {
  /** Which of the two is asked about. */
  readonly kind: 'attestation' | 'revocation'
  readonly attester: string
  readonly uid: string
  readonly object: unknown
  readonly revocation?: unknown
}

/** Why a row, or its revocation, is not what its attester signed; undefined when it is. Without its chain a contract wallet's is undecided. */
export async function rowRefusal(
  row: SignedParts,
  options: { now: Date; chains?: ReadonlyMap<number, ChainClient> },
): Promise<CopyRefusal | undefined> {
  if (row.kind === 'revocation') return await revocationRefusal(row, options)
  const verdict = await verifyAttestation({ attestation: row.object, signer: row.attester, ...options })
  if (verdict.authentic) return verdict.authentic.attestation.uid === row.uid ? undefined : 'uid_mismatch'
  return refusalOf(verdict, row.object, options.chains) ?? 'attestation_unreadable'
}

async function revocationRefusal(
  { attester, uid, object, revocation }: SignedParts,
  options: { now: Date; chains?: ReadonlyMap<number, ChainClient> },
): Promise<CopyRefusal | undefined> {
  const read = readAttestation(object)
  const revoker = parseAddress(attester)
  if (!read.ok || !revoker.ok) return 'attestation_unreadable'
  const { attestation } = read
  if (attestation.uid !== uid) return 'uid_mismatch'
  const verdict = await verifyRevocation({
    revocation,
    attestation: { attestation, attester: revoker.address },
    ...options,
  })
  if (verdict.ok) return undefined
  const { chains } = options
  return copyRefusal(verdict.reason, { chainId: attestation.domain.chainId, ...(chains && { chains }) })
}
