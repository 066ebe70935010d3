import { explainError } from '@aura-sign/react'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { EmbeddingState } from './embedding-state.tsx'
import { StatementForm } from './statement-form.tsx'
import { useProfile } from './use-profile.ts'

/** What the person says about themselves, and whether it has been turned into a vector yet. */
export function ProfileEditor({ address }: { readonly address: string }) {
  const profile = useProfile(address)
  return (
    <section aria-labelledby="profile-title" className="min-w-0">
      <h2 id="profile-title" className="flex min-h-11 items-center text-2xl">
        About you
      </h2>
      {profile.isPending && <LoadingProfile />}
      {profile.isError && profile.data === undefined && (
        <div className="mt-4">
          <Notice
            tone="danger"
            title={explainError(profile.error).title}
            actions={
              <Button look="secondary" onClick={() => profile.refetch()}>
                Try again
              </Button>
            }
          >
            <p>{explainError(profile.error).detail}</p>
          </Notice>
        </div>
      )}
      {profile.data && (
        <>
          <StatementForm
            address={address}
            saved={profile.data.statement ?? ''}
            failed={profile.data.embedding.state === 'failed'}
          />
          <EmbeddingState embedding={profile.data.embedding} />
        </>
      )}
    </section>
  )
}

function LoadingProfile() {
  return (
    <div role="status" className="mt-4 space-y-3">
      <span className="sr-only">Loading your profile</span>
      <Skeleton className="h-44 w-full rounded-2xl" />
      <Skeleton className="h-11 w-28 rounded-full" />
    </div>
  )
}
