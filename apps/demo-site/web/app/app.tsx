import { useSession } from '@aura-sign/react'
import { SharedPage } from '../verify/shared-page.tsx'
import { useShareFragment } from '../verify/use-share-fragment.ts'
import { Landing } from './landing.tsx'
import { LoadingPage } from './loading-page.tsx'
import { PageFrame } from './page-frame.tsx'
import { ServiceDown } from './service-down.tsx'
import { SignedInPage } from './signed-in-page.tsx'
import { StaleNotice } from './stale-notice.tsx'
import { useFarewell } from './use-farewell.ts'

/** One page with five faces: an attestation that was shared, loading, service down, visitor, signed in. */
export function App() {
  const session = useSession()
  const { farewell, sayFarewell } = useFarewell(session.data)
  const { shareLink, leave } = useShareFragment()
  const retry = () => void session.refetch()
  return (
    <PageFrame address={session.data?.user?.address ?? null}>
      {shareLink !== null ? (
        <SharedPage shareLink={shareLink} onLeave={leave} />
      ) : (
        <>
          {session.isPending && <LoadingPage />}
          {session.isLoadingError && <ServiceDown error={session.error} onRetry={retry} />}
          {session.isRefetchError && <StaleNotice error={session.error} onRetry={retry} />}
          {session.data?.user === null && <Landing farewell={farewell} />}
          {session.data?.user && <SignedInPage signedIn={session.data} onSignOut={sayFarewell} />}
        </>
      )}
    </PageFrame>
  )
}
