import type { Attestation, AttestationDraft, PreparedAttestation } from '@aura-sign/client'
import { type Signing, useSigning } from '../flow/use-signing.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'

export interface Attest<Wallet extends WalletChoice> extends Signing<PreparedAttestation, Wallet> {
  /** Encodes the draft for review; a value that does not fit its field ends in a problem whose `error` names the field. */
  prepare(draft: AttestationDraft, connection: WalletConnection<Wallet>): void
}

/** Makes an attestation: draft → review → signature → kept. Lists that show it are read anew. */
export function useAttest<Wallet extends WalletChoice>(
  options: { readonly onAttested?: (attestation: Attestation) => void } = {},
): Attest<Wallet> {
  const client = useAuraClient()
  const { begin, ...signing } = useSigning<PreparedAttestation, Wallet>({
    typedDataOf: ({ typedData }) => typedData,
    onDone: options.onAttested,
  })
  return {
    ...signing,
    prepare(draft, connection) {
      begin({
        connection,
        chainIds: client.attestationChainIds,
        prepare: ({ chainId, address }) => client.prepareAttestation(draft, { chainId, attester: address }),
        submit: (prepared, signature) => client.submitAttestation(prepared, signature),
      })
    },
  }
}
