export * from './api/schemas.ts'
export type { AttestationMessage } from './attestations/attestation-message.ts'
export { attestationTypedData } from './attestations/attestation-typed-data.ts'
export { attestationUid } from './attestations/attestation-uid.ts'
export { type EasContract, easContracts } from './attestations/eas-contracts.ts'
export type { AttestationDraft, PreparedAttestation } from './attestations/prepare-attestation.ts'
export { revocationTypedData } from './attestations/revocation-typed-data.ts'
export { readShareLink, shareLink } from './attestations/share-link.ts'
export type {
  AttestationFilters,
  AuraClient,
  PageOptions,
  SimilarityFilter,
  SimilarityQuery,
} from './client/aura-client.ts'
export { type AuraClientOptions, createAuraClient } from './client/create-aura-client.ts'
export { evidenceSizeBytesMax } from './evidence/evidence-size-bytes-max.ts'
export type { UploadOptions } from './evidence/upload-evidence.ts'
export { AuraProblem, type AuraProblemCode, type ProblemField } from './problems/aura-problem.ts'
export { type DecodedValue, decodeSchemaData } from './schema/decode-schema-data.ts'
export { encodeSchemaData, type NamedValue, type SchemaValues } from './schema/encode-schema-data.ts'
export { schemaUid } from './schema/schema-uid.ts'
export type { SignInRequest } from './sign-in/sign-in-request.ts'
export type { CallOptions } from './transport/create-transport.ts'
export type { AuraSigner, SignableTypedData } from './wallet/aura-signer.ts'
export {
  type Eip1193Provider,
  firstAddress,
  type ProviderAccount,
  providerAccount,
  readChainId,
} from './wallet/provider-account.ts'
export { providerSigner } from './wallet/provider-signer.ts'
export { signableTypedData } from './wallet/signable-typed-data.ts'
export type { TypedData, TypedField } from './wallet/typed-data.ts'
