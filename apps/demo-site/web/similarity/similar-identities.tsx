import { useState } from 'react'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { IndexNote } from './index-note.tsx'
import { LoadingIdentities } from './loading-identities.tsx'
import { filterCount, type Narrowing } from './narrowing.ts'
import { OrbitMap } from './orbit-map.tsx'
import { SimilarList } from './similar-list.tsx'
import type { SimilarityQuery } from './similarity-query.ts'
import { useSimilar } from './use-similar.ts'

interface SimilarIdentitiesProps {
  readonly self: string
  readonly query: SimilarityQuery
  readonly narrowing: Narrowing
  readonly version: string
  readonly onLookFrom: (address: string) => void
}

export function SimilarIdentities({ self, query, narrowing, version, onLookFrom }: SimilarIdentitiesProps) {
  const similar = useSimilar({ query, narrowing, version })
  const [pointed, setPointed] = useState<string | null>(null)
  if (similar.isPending) return <LoadingIdentities label="Looking for similar identities" />
  if (similar.isError) {
    return (
      <div className="mt-5">
        <ErrorNotice error={similar.error} onRetry={() => similar.refetch()} />
      </div>
    )
  }
  const { identities, index } = similar.data
  if (identities.length === 0) {
    return (
      <p role="status" className="mt-5 rounded-3xl border border-line border-dashed px-6 py-10 text-center text-muted">
        {filterCount(narrowing) > 0
          ? 'Nobody here fits these filters. With fewer of them there may be somebody.'
          : 'Nobody to compare with yet. As others write about themselves, the nearest appear here.'}
      </p>
    )
  }
  return (
    <div className={similar.isPlaceholderData ? 'opacity-50 transition-opacity' : 'transition-opacity'}>
      <p role="status" className="sr-only">
        {identities.length} identities found
      </p>
      <OrbitMap query={query} identities={identities} pointed={pointed} onPoint={setPointed} />
      <SimilarList identities={identities} self={self} pointed={pointed} onPoint={setPointed} onLookFrom={onLookFrom} />
      <IndexNote index={index} />
    </div>
  )
}
