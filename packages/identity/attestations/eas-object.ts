import { type Attestation, type AttestationSignature, easDomainName } from './attestation.ts'
import { type EasField, easTypes } from './eas-types.ts'

/** An attestation in the EAS SDK's form, as JSON: chain id and times are decimal text. */
export interface EasObject {
  readonly version: number
  readonly uid: string
  readonly domain: {
    readonly name: string
    readonly version: string
    readonly chainId: string
    readonly verifyingContract: string
  }
  readonly primaryType: string
  readonly types: Readonly<Record<string, readonly EasField[]>>
  readonly message: Readonly<Record<string, string | boolean | number>>
  readonly signature: AttestationSignature
}

/** The JSON-safe object that the unmodified EAS SDK verifies; `readAttestation` of it is the attestation again. */
export function easObject(attestation: Attestation): EasObject {
  const { version, uid, domain, primaryType, structName, message, signature } = attestation
  const fields = easTypes.find((type) => type.version === version)?.fields ?? []
  return {
    version,
    uid,
    domain: { name: easDomainName, ...domain, chainId: String(domain.chainId) },
    primaryType,
    types: { [structName]: fields.map((field) => ({ ...field })) },
    message: {
      ...(version > 0 && { version }),
      ...message,
      time: String(message.time),
      expirationTime: String(message.expirationTime),
    },
    signature,
  }
}
