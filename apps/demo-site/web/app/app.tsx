import { useSession } from '../api/use-session.ts'
import { Landing } from './landing.tsx'
import { LoadingPage } from './loading-page.tsx'
import { PageFrame } from './page-frame.tsx'
import { ServiceDown } from './service-down.tsx'
import { SignedInPage } from './signed-in-page.tsx'
import { useFarewell } from './use-farewell.ts'

/** One page with four faces: loading, service down, visitor, signed in. */
export function App() {
  const session = useSession()
  const user = session.data?.user ?? null
  const { farewell, sayFarewell } = useFarewell(session.data)
  const down = session.isError
  return (
    <PageFrame address={user?.address ?? null}>
      {down && (
        <ServiceDown error={session.error} stale={session.data !== undefined} onRetry={() => session.refetch()} />
      )}
      {session.data === undefined && !down && <LoadingPage />}
      {session.data?.user === null && <Landing farewell={farewell} />}
      {session.data?.user && <SignedInPage signedIn={session.data} onSignOut={sayFarewell} />}
    </PageFrame>
  )
}
