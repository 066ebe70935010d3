import type { TypedData } from '../wallet/typed-data.ts'
import { type AttestationMessage, attestationVersion, attestFields, easDomainName } from './attestation-message.ts'
import { type EasContract, easContracts } from './eas-contracts.ts'

/** What a wallet signs to attest (EIP-712, EAS off-chain v2). On chains that are not in `attestationChainIds`, `eas` says where EAS is. */
export function attestationTypedData(
  message: AttestationMessage,
  { chainId, eas = easContracts.get(chainId) }: { readonly chainId: number; readonly eas?: EasContract | undefined },
): TypedData {
  if (eas === undefined) throw new Error(`EAS is not known on chain ${chainId}`)
  const { time, expirationTime } = message
  return {
    domain: {
      name: easDomainName,
      version: eas.version,
      chainId: String(chainId),
      verifyingContract: eas.contract,
    },
    primaryType: 'Attest',
    types: { Attest: attestFields.map((field) => ({ ...field })) },
    message: {
      version: attestationVersion,
      ...message,
      time: String(time),
      expirationTime: String(expirationTime),
    },
  }
}
