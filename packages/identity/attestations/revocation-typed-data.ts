import { type AttestationDomain, easDomainName } from './attestation.ts'
import type { EasField } from './eas-types.ts'
import { type Revocation, type RevocationMessage, revocationFields, revocationVersion } from './revocation.ts'

/** A revocation as JSON; numbers that may be large are decimal text. With `signature` it is what `readRevocation` reads. */
export interface RevocationTypedData {
  readonly domain: {
    readonly name: string
    readonly version: string
    readonly chainId: string
    readonly verifyingContract: string
  }
  readonly primaryType: 'Revoke'
  readonly types: { readonly Revoke: readonly EasField[] }
  readonly message: Readonly<Record<string, string | number>>
}

/** What a wallet has to sign to revoke (`eth_signTypedData_v4`; wallets' RPC adds EIP712Domain to `types`). */
export function revocationTypedData(domain: AttestationDomain, message: RevocationMessage): RevocationTypedData {
  return {
    domain: { name: easDomainName, ...domain, chainId: String(domain.chainId) },
    primaryType: 'Revoke',
    types: { Revoke: revocationFields.map((field) => ({ ...field })) },
    message: { version: revocationVersion, ...message, time: String(message.time) },
  }
}

/** The JSON-safe object of a signed revocation; `readRevocation` of it is the revocation again. */
export function revocationObject(revocation: Revocation) {
  return { ...revocationTypedData(revocation.domain, revocation.message), signature: revocation.signature }
}
