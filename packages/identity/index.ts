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
