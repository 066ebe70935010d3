import type { SignedIn } from '@aura-sign/react'
import { lazy, Suspense } from 'react'
import { AttestationsSection } from '../attestations/attestations-section.tsx'
import { drafts } from '../drafts/drafts.ts'
import { ProfileEditor } from '../profile/profile-editor.tsx'
import { SimilarityPanel } from '../similarity/similarity-panel.tsx'
import { ChunkBoundary } from '../ui/chunk-boundary.tsx'
import { VerifySection } from '../verify/verify-section.tsx'
import { IdentityHeader } from './identity-header.tsx'

const AccountWatch = lazy(() =>
  import('../wallet/account-watch.tsx').then((module) => ({ default: module.AccountWatch })),
)

interface SignedInPageProps {
  readonly signedIn: SignedIn
  /** Called before the session ends by the person's own choice. */
  readonly onSignOut: () => void
}

export function SignedInPage({ signedIn, onSignOut }: SignedInPageProps) {
  const { address } = signedIn.user
  const leave = () => {
    drafts.forget(address)
    onSignOut()
  }
  return (
    <div className="animate-arrive">
      <IdentityHeader signedIn={signedIn} onSignOut={leave} />
      <ChunkBoundary>
        <Suspense fallback={null}>
          <AccountWatch address={address} onSignOut={leave} />
        </Suspense>
      </ChunkBoundary>
      <div className="mt-10 grid items-start gap-x-12 gap-y-12 lg:grid-cols-[minmax(0,0.82fr)_minmax(0,1fr)]">
        <div className="lg:sticky lg:top-8">
          <ProfileEditor key={address} address={address} />
        </div>
        <SimilarityPanel key={address} address={address} />
      </div>
      <AttestationsSection key={address} address={address} />
      <VerifySection />
    </div>
  )
}
