import { type Attestation, useAttestations } from '@aura-sign/react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { AttestationCard } from './attestation-card.tsx'

interface AttestationListProps {
  readonly filters: { readonly recipient: string } | { readonly attester: string }
  readonly self: string
  readonly empty: ReactNode
  readonly onVerify: (attestation: Attestation) => void
  readonly onRevoke: (attestation: Attestation) => void
}

const pageSize = 6

export function AttestationList({ filters, self, empty, onVerify, onRevoke }: AttestationListProps) {
  const list = useAttestations(filters, { pageSize })
  if (list.isPending) return <LoadingAttestations />
  if (list.data === undefined) return <ErrorNotice error={list.error} onRetry={() => list.refetch()} />
  if (list.data.length === 0) {
    return (
      <div role="status" className="rounded-3xl border border-line border-dashed px-6 py-10 text-center text-muted">
        {empty}
      </div>
    )
  }
  const now = new Date()
  return (
    <>
      <ul className={`grid gap-4 transition-opacity lg:grid-cols-2 ${list.isPlaceholderData ? 'opacity-50' : ''}`}>
        {list.data.map((attestation) => (
          <AttestationCard
            key={`${attestation.attester} ${attestation.uid}`}
            {...{ attestation, self, now, onVerify, onRevoke }}
          />
        ))}
      </ul>
      {list.isError && (
        <div className="mt-4">
          <ErrorNotice
            error={list.error}
            onRetry={() => (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch())}
          />
        </div>
      )}
      {list.hasNextPage && !list.isFetchNextPageError && (
        <Button look="secondary" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()} className="mt-5">
          {list.isFetchingNextPage ? 'Loading…' : 'Show older ones'}
        </Button>
      )}
    </>
  )
}

function LoadingAttestations() {
  return (
    <div role="status" className="grid gap-4 lg:grid-cols-2">
      <span className="sr-only">Loading attestations</span>
      <Skeleton className="h-56 rounded-3xl" />
      <Skeleton className="h-56 rounded-3xl max-lg:hidden" />
    </div>
  )
}
