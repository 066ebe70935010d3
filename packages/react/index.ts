// What the hooks take and give; `createAuraClient` and `AuraProblem` themselves are the client's.
export type * from '@aura-sign/client'
export { type AttestationState, attestationState, expiryOf } from './attestations/attestation-state.ts'
export { type Attest, useAttest } from './attestations/use-attest.ts'
export { useAttestations } from './attestations/use-attestations.ts'
export { type Revoke, useRevoke } from './attestations/use-revoke.ts'
export { useRegisterSchema, useSchema, useSchemas } from './attestations/use-schemas.ts'
export { useVerification } from './attestations/use-verification.ts'
export { SignInButton } from './button/sign-in-button.tsx'
export {
  type EvidenceUpload,
  type EvidenceUploadState,
  type KeptFile,
  useEvidenceUpload,
} from './evidence/use-evidence-upload.ts'
export type { SigningState } from './flow/signing-state.ts'
export type { Signing } from './flow/use-signing.ts'
export { type Explanation, explainError } from './problems/explain-error.ts'
export type { FlowProblem } from './problems/flow-problem.ts'
export { useDeleteProfile } from './profile/use-delete-profile.ts'
export { useProfile } from './profile/use-profile.ts'
export { useSetSearchable } from './profile/use-set-searchable.ts'
export { useSetStatement } from './profile/use-set-statement.ts'
export { AuraProvider } from './provider/aura-provider.tsx'
export { createAuraQueryClient } from './provider/create-aura-query-client.ts'
export { queryKeys } from './provider/query-keys.ts'
export { useAuraClient } from './provider/use-aura-client.ts'
export { useSession } from './session/use-session.ts'
export { useSignOut } from './session/use-sign-out.ts'
export type { SignInState } from './sign-in/sign-in-state.ts'
export { type SignIn, useSignIn } from './sign-in/use-sign-in.ts'
export { connectWallet, type WalletConnection } from './wallet/connect-wallet.ts'
export type { Eip1193Provider, WalletChoice } from './wallet/wallet-choice.ts'
export { watchWallet } from './wallet/watch-wallet.ts'
