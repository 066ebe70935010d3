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
export { createEmbedder, type EmbedderConfig } from './similarity/create-embedder.ts'
export { embeddingJobKind, embedStatements } from './similarity/embed-statements.ts'
export { type Embedder, embeddingDimensions } from './similarity/embedder.ts'
export { embedderConfigShape } from './similarity/embedder-config.ts'
export { enqueueMissingEmbeddings, type MissingEmbeddingsOptions } from './similarity/enqueue-missing-embeddings.ts'
export {
  findSimilar,
  type SimilarIdentity,
  type SimilarityOptions,
  type SimilarityQuery,
  type SimilarityResult,
  similarityResultsMax,
} from './similarity/find-similar.ts'
export { hashEmbedder } from './similarity/hash-embedder.ts'
export type { VectorIndex } from './similarity/nearest-neighbours.ts'
export { openaiEmbedder } from './similarity/openai-embedder.ts'
export type { OpenaiEmbedderOptions } from './similarity/openai-embedder-options.ts'
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
