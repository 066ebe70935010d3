import type { ChainClient } from '../chain-client.ts'
import type { SchemaDefinitionResult } from '../schema/define-schema.ts'
import type { AttestationRefusal } from '../verify-attestation.ts'
import type { RevocationRefusal } from '../verify-revocation.ts'

/** Why a copy proves nothing. docs/runbooks/DR_RUNBOOK.md says of each what to do. */
export type CopyRefusal =
  | Extract<SchemaDefinitionResult, { ok: false }>['reason']
  | AttestationRefusal
  | RevocationRefusal
  | ChainNotAsked
  | 'name_mismatch'
  | 'attestation_missing'
  | 'attestation_unreadable'

/** The copy may be all right: nobody could ask the contract that is said to have signed it. */
export type ChainNotAsked = 'chain_not_configured' | 'chain_unavailable' | 'chain_wrong'

const chainNotAsked: ReadonlySet<string> = new Set<ChainNotAsked>([
  'chain_not_configured',
  'chain_unavailable',
  'chain_wrong',
])
/** What is said of a signature that is not a key's. Without its chain it may be a contract wallet's. */
const keyRefusals: ReadonlySet<string> = new Set<AttestationRefusal>([
  'signature_not_hex',
  'signature_length',
  'signature_recovery_id',
  'signature_out_of_range',
  'signature_high_s',
  'signature_unrecoverable',
  'signer_mismatch',
])

/** The reason of a verdict, or that the chain which decides is not configured. */
export function copyRefusal<Reason extends CopyRefusal>(
  reason: Reason,
  { chainId, chains }: { chainId: number; chains?: ReadonlyMap<number, ChainClient> },
): Reason | 'chain_not_configured' {
  return keyRefusals.has(reason) && !chains?.has(chainId) ? 'chain_not_configured' : reason
}

/** Whether a copy that was good once can come to this: its chain is not asked, or its contract takes other keys by now. */
export function isOfContract(reason: CopyRefusal): boolean {
  return isChainNotAsked(reason) || reason === 'contract_rejects'
}

export function isChainNotAsked(reason: CopyRefusal): reason is ChainNotAsked {
  return chainNotAsked.has(reason)
}
