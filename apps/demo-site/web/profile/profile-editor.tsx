import { useProfile } from '@aura-sign/react'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DeleteProfile } from './delete-profile.tsx'
import { EmbeddingState } from './embedding-state.tsx'
import { SearchableSwitch } from './searchable-switch.tsx'
import { StatementForm } from './statement-form.tsx'

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
          <ErrorNotice error={profile.error} onRetry={() => profile.refetch()} />
        </div>
      )}
      {profile.data && (
        <>
          <StatementForm
            address={address}
            saved={profile.data.statement ?? ''}
            failed={profile.data.embedding.state === 'failed'}
          />
          <EmbeddingState profile={profile.data} />
          <SearchableSwitch
            address={address}
            searchable={profile.data.searchable}
            hasStatement={profile.data.statement !== null}
          />
          <DeleteProfile address={address} profile={profile.data} />
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
