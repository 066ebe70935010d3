import type { Attestation, TypedData } from '@aura-sign/client'
import { type Signing, useSigning } from '../flow/use-signing.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'
import type { WalletConnection } from '../wallet/connect-wallet.ts'
import type { WalletChoice } from '../wallet/wallet-choice.ts'

export interface Revoke<Wallet extends WalletChoice> extends Signing<TypedData, Wallet> {
  prepare(attestation: Attestation, connection: WalletConnection<Wallet>): void
}

/** Takes an attestation back, for good: review → signature → kept. The wallet has to be its attester's. */
export function useRevoke<Wallet extends WalletChoice>(
  options: { readonly onRevoked?: (attestation: Attestation) => void } = {},
): Revoke<Wallet> {
  const client = useAuraClient()
  const { begin, ...signing } = useSigning<TypedData, Wallet>({
    typedDataOf: (typedData) => typedData,
    onDone: options.onRevoked,
  })
  return {
    ...signing,
    prepare(attestation, connection) {
      begin({
        connection,
        chainIds: [Number(attestation.object.domain.chainId)],
        prepare: () => client.prepareRevocation(attestation),
        submit: (typedData, signature) => client.submitRevocation(attestation, typedData, signature),
      })
    },
  }
}
