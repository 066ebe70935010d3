export type {
  Attestation,
  AttestationDomain,
  AttestationMessage,
  AttestationSignature,
  AttestationVersion,
} from './attestations/attestation.ts'
export type { ChainClient } from './attestations/chain-client.ts'
export { type EasDeployment, easDeployments } from './attestations/eas-deployments.ts'
export { type EasObject, easObject } from './attestations/eas-object.ts'
export { attestationUid, hashAttestation } from './attestations/hash-attestation.ts'
export {
  countUnjournaled,
  enqueueJournal,
  journalAttestations,
  journalJobKind,
} from './attestations/journal/journal-attestations.ts'
export { type Journal, openJournal } from './attestations/journal/open-journal.ts'
export {
  type ReconcileOptions,
  type ReconcileReport,
  reconcileAttestations,
} from './attestations/journal/reconcile-attestations.ts'
export { type VerifiedRows, verifyAttestationRows } from './attestations/journal/verify-attestation-rows.ts'
export { type ReadAttestationResult, readAttestation } from './attestations/read-attestation.ts'
export { readRevocation } from './attestations/read-revocation.ts'
export type { Revocation, RevocationMessage } from './attestations/revocation.ts'
export {
  type RevocationTypedData,
  revocationObject,
  revocationTypedData,
} from './attestations/revocation-typed-data.ts'
export { attestationDataBytesMax } from './attestations/schema/attestation-data-bytes-max.ts'
export { type DecodedSchemaData, decodeSchemaData } from './attestations/schema/decode-schema-data.ts'
export {
  defineSchema,
  type SchemaDefinition,
  type SchemaDefinitionResult,
} from './attestations/schema/define-schema.ts'
export {
  type EncodedSchemaData,
  encodeSchemaData,
  type SchemaInput,
} from './attestations/schema/encode-schema-data.ts'
export { schemaLengthMax } from './attestations/schema/parse-schema.ts'
export type { SchemaField, SchemaFieldValue, SchemaType, SchemaValue } from './attestations/schema/schema-type.ts'
export {
  type DecodedShareLink,
  decodeShareLink,
  type EncodedShareLink,
  encodeShareLink,
  shareLinkLengthMax,
} from './attestations/share-link.ts'
export { type Acceptance, acceptAttestation } from './attestations/store/accept-attestation.ts'
export type { AttestationStore } from './attestations/store/attestation-store.ts'
export { chainConfigShape, openChainsFrom } from './attestations/store/chain-config.ts'
export { findAttestation } from './attestations/store/find-attestation.ts'
export { cachedSchemas, findSchema } from './attestations/store/find-schema.ts'
export { type Judgement, type JudgementCheck, judgeAttestation } from './attestations/store/judge-attestation.ts'
export {
  type AttestationFilters,
  type AttestationPage,
  listAttestations,
} from './attestations/store/list-attestations.ts'
export { listSchemas, type SchemaPage } from './attestations/store/list-schemas.ts'
export { decodeCursor, pageSizeDefault, pageSizeMax } from './attestations/store/page-cursor.ts'
export { readSubmission, type Submission } from './attestations/store/read-submission.ts'
export { type RegisteredSchema, registerSchema, type SchemaRegistration } from './attestations/store/register-schema.ts'
export { type RevocationAcceptance, revokeAttestation } from './attestations/store/revoke-attestation.ts'
export type { RevocationObject, StoredAttestation, StoredRevocation } from './attestations/store/stored-attestation.ts'
export {
  type AttestationCheck,
  type AttestationCheckName,
  type AttestationRefusal,
  type AttestationVerdict,
  type AuthenticAttestation,
  attestationChecks,
  type VerifyAttestationOptions,
  verifyAttestation,
} from './attestations/verify-attestation.ts'
export {
  type RevocationRefusal,
  type RevocationVerdict,
  type VerifyRevocationOptions,
  verifyRevocation,
} from './attestations/verify-revocation.ts'
export type { SignerKind } from './attestations/verify-signature.ts'
export {
  type CollectedEvidence,
  collectEvidence,
  evidenceKeptMs,
} from './evidence/collect-evidence.ts'
export { countSentBytes } from './evidence/count-sent-bytes.ts'
export { evidenceKey } from './evidence/evidence-key.ts'
export { readEvidence } from './evidence/read-evidence.ts'
export {
  type Evidence,
  evidenceSizeBytesMax,
  type StoreEvidenceOptions,
  storeEvidence,
} from './evidence/store-evidence.ts'
export { deleteProfile } from './profile/delete-profile.ts'
export { statementLengthMax } from './profile/normalize-statement.ts'
export { type EmbeddingState, type Profile, readProfile } from './profile/read-profile.ts'
export { type ProfileUpdate, updateProfile } from './profile/update-profile.ts'
export { type SeedOptions, type SeedProgress, seedIdentities } from './seed/seed-identities.ts'
export { type SyntheticIdentity, syntheticIdentities } from './seed/synthetic-identities.ts'
export { type ConsumedNonce, consumeNonce } from './sessions/consume-nonce.ts'
export { type IssuedNonce, issueNonce } from './sessions/issue-nonce.ts'
export {
  type ActiveSession,
  createSession,
  deleteExpired,
  endSession,
  findSession,
  type Session,
  type SessionLifetime,
} from './sessions/session.ts'
export { type SignInOptions, type SignInRefusal, type SignInResult, signIn, type User } from './sessions/sign-in.ts'
export { checkVectors, type VectorCheck } from './similarity/check-vectors.ts'
export { countMissingEmbeddings, type MissingEmbeddings } from './similarity/count-missing-embeddings.ts'
export { createEmbedder, type EmbedderConfig } from './similarity/create-embedder.ts'
export { embedStatements } from './similarity/embed-statements.ts'
export { type Embedder, embeddingDimensions } from './similarity/embedder.ts'
export { embedderConfigShape } from './similarity/embedder-config.ts'
export { embeddingExpiryJobKind, embeddingJobKind, embeddingKindOf } from './similarity/embedding-jobs.ts'
export { enqueueMissingEmbeddings, type MissingEmbeddingsOptions } from './similarity/enqueue-missing-embeddings.ts'
export { expireEmbeddings } from './similarity/expire-embeddings.ts'
export {
  findSimilar,
  type SimilarIdentity,
  type SimilarityOptions,
  type SimilarityQuery,
  type SimilarityReason,
  type SimilarityResult,
  similarityResultsMax,
} from './similarity/find-similar.ts'
export { hashEmbedder } from './similarity/hash-embedder.ts'
export type { VectorIndex } from './similarity/nearest-neighbours.ts'
export { openaiEmbedder } from './similarity/openai-embedder.ts'
export type { OpenaiEmbedderOptions } from './similarity/openai-embedder-options.ts'
export { type IndexStatistics, readVectorFaults, type VectorFaults } from './similarity/read-vector-faults.ts'
export type { SimilarityFilter } from './similarity/similarity-filter.ts'
export { unreadableIndex } from './similarity/unreadable-index.ts'
export { createSiweMessage } from './siwe/create-siwe-message.ts'
export { hashPersonalMessage } from './siwe/hash-personal-message.ts'
export { type AddressResult, parseAddress } from './siwe/parse-address.ts'
export { parseSiwe, type SiweParseOptions, type SiweParseReason, type SiweParseResult } from './siwe/parse-siwe.ts'
export { type RecoverSignerResult, recoverSigner, type SignatureReason } from './siwe/recover-signer.ts'
export { assertNativeSecp256k1 } from './siwe/secp256k1.ts'
export type { SiweFields } from './siwe/siwe-fields.ts'
export {
  type SiwePolicyReason,
  type SiweRefusal,
  type SiweVerdict,
  type VerifySiweOptions,
  verifySiwe,
} from './siwe/verify-siwe.ts'
