import type { ChainClient } from './chain-client.ts'
import { hashRevocation } from './hash-revocation.ts'
import { readRevocation } from './read-revocation.ts'
import type { Revocation } from './revocation.ts'
import type { AuthenticAttestation } from './verify-attestation.ts'
import { type SignatureRefusal, type SignerKind, verifySignature } from './verify-signature.ts'

export type RevocationRefusal =
  | 'shape_malformed'
  | 'uid_mismatch'
  | 'schema_mismatch'
  | 'domain_mismatch'
  | 'revoker_mismatch'
  | 'not_revocable'
  | 'time_in_future'
  | 'revoked_before_birth'
  | SignatureRefusal

export type RevocationVerdict =
  | { readonly ok: true; readonly revocation: Revocation; readonly signer: SignerKind }
  | {
      readonly ok: false
      readonly reason: RevocationRefusal
      /** `message.time`; only when the revocation is malformed. */
      readonly field?: string
      /** For people; never repeats the input. */
      readonly detail: string
      /** The chain could not be asked: the same revocation may be accepted later. */
      readonly retryable: boolean
    }

export interface VerifyRevocationOptions {
  /** A signed `Revoke`, parsed from JSON; see `readRevocation`. */
  readonly revocation: unknown
  /** What is revoked, as `verifyAttestation` found it. */
  readonly attestation: Pick<AuthenticAttestation, 'attestation' | 'attester'>
  readonly now: Date
  /** How far the attester's clock may be ahead, and may have been behind when it attested; default 2 minutes. */
  readonly clockSkewMs?: number
  /** By chain id; without the chain's, contract wallets are refused. */
  readonly chains?: ReadonlyMap<number, ChainClient>
  /** For all calls to a chain together; default 5 seconds. */
  readonly chainTimeoutMs?: number
}

/**
 * Verifies that the attester of an attestation revoked it (EIP-712 type `Revoke`, docs/adr/0007). Pure apart from `chains`. A
 * revocation is final: its time is for people, and nothing un-revokes.
 */
export async function verifyRevocation(options: VerifyRevocationOptions): Promise<RevocationVerdict> {
  const read = readRevocation(options.revocation)
  if (!read.ok) return { ...refuse('shape_malformed', read.detail), field: read.field }
  const { revocation } = read
  const refused = refusedBinding(revocation, options) ?? refusedTime(revocation, options)
  if (refused) return refused
  const signature = await verifySignature({
    hash: hashRevocation(revocation),
    signature: revocation.signature,
    signer: options.attestation.attester,
    chainId: revocation.domain.chainId,
    chains: options.chains,
    chainTimeoutMs: options.chainTimeoutMs,
  })
  if (signature.ok) {
    return { ok: true, revocation: { ...revocation, signature: signature.signature }, signer: signature.kind }
  }
  const { reason, detail } = signature
  return { ...refuse(reason, detail), retryable: reason === 'chain_unavailable' || reason === 'chain_wrong' }
}

type Refused = Extract<RevocationVerdict, { ok: false }>

function refusedBinding({ domain, message }: Revocation, options: VerifyRevocationOptions): Refused | undefined {
  const { attestation, attester } = options.attestation
  if (message.uid !== attestation.uid) return refuse('uid_mismatch', 'it names another attestation')
  if (message.schema !== attestation.message.schema) return refuse('schema_mismatch', 'it names another schema')
  if (message.revoker !== attester) return refuse('revoker_mismatch', 'only the attester can revoke')
  const same =
    domain.chainId === attestation.domain.chainId &&
    domain.verifyingContract === attestation.domain.verifyingContract &&
    domain.version === attestation.domain.version
  if (!same) return refuse('domain_mismatch', "its domain is not the attestation's")
  return attestation.message.revocable ? undefined : refuse('not_revocable', 'the attestation is not revocable')
}

function refusedTime({ message }: Revocation, options: VerifyRevocationOptions): Refused | undefined {
  const now = options.now.getTime()
  if (Number.isNaN(now)) throw new RangeError('now is not a date')
  const skewMs = options.clockSkewMs ?? 120_000
  if (message.time > BigInt(Math.floor((now + skewMs) / 1_000))) {
    return refuse('time_in_future', 'it was made in the future')
  }
  const born = options.attestation.attestation.message.time
  if (message.time + BigInt(Math.ceil(skewMs / 1_000)) < born) {
    return refuse('revoked_before_birth', 'it was made before the attestation')
  }
  return undefined
}

function refuse(reason: RevocationRefusal, detail: string): Refused {
  return { ok: false, reason, detail, retryable: false }
}
