import type { SimilarIdentity } from '@aura-sign/client'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { SimilarRow } from './similar-row.tsx'

interface SimilarListProps {
  readonly identities: readonly SimilarIdentity[]
  readonly self: string
  readonly pointed: string | null
  readonly onPoint: (address: string | null) => void
  readonly onLookFrom: (address: string) => void
}

const shownFirst = 5

/** The nearest first; the rest on request. */
export function SimilarList({ identities, self, pointed, onPoint, onLookFrom }: SimilarListProps) {
  const [all, setAll] = useState(false)
  const more = identities.length - shownFirst
  return (
    <>
      <ol className="mt-4">
        {identities.slice(0, all ? undefined : shownFirst).map((identity) => (
          <SimilarRow
            key={identity.address}
            identity={identity}
            isSelf={identity.address.toLowerCase() === self.toLowerCase()}
            pointed={pointed === identity.address}
            onPoint={onPoint}
            onLookFrom={onLookFrom}
          />
        ))}
      </ol>
      {more > 0 && (
        <Button look="quiet" onClick={() => setAll(!all)} aria-expanded={all} className="-ml-3">
          {all ? 'Show fewer' : `Show ${more} more`}
        </Button>
      )}
    </>
  )
}
