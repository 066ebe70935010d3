import { useProfile } from '@aura-sign/react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { shortAddress } from '../ui/short-address.ts'
import { FiltersForm } from './filters-form.tsx'
import type { Narrowing } from './narrowing.ts'
import { NoVectorYet } from './no-vector-yet.tsx'
import { SearchBox } from './search-box.tsx'
import { SimilarIdentities } from './similar-identities.tsx'
import type { SimilarityQuery } from './similarity-query.ts'

/** Who is near: to the person signed in, to someone found on the way, or to a few words. */
export function SimilarityPanel({ address }: { readonly address: string }) {
  const [query, setQuery] = useState<SimilarityQuery>({ address })
  const [narrowing, setNarrowing] = useState<Narrowing>({})
  const [searches, setSearches] = useState(0)
  const profile = useProfile(address).data
  const embedding = profile?.embedding
  const own = 'address' in query && query.address === address
  const ready = !own || embedding?.state === 'ready'
  return (
    <section aria-labelledby="similarity-title" className="min-w-0">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 id="similarity-title" className="min-w-0 text-2xl">
          {titleOf(query, own)}
        </h2>
        {!own && (
          <Button look="quiet" onClick={() => setQuery({ address })} className="-mr-3 -ml-3">
            <Icon name="back" />
            Back to you
          </Button>
        )}
      </div>
      <SearchBox
        onSearch={(text) => {
          setQuery({ text })
          // The same words again ask again: somebody may be gone since.
          setSearches(searches + 1)
        }}
      />
      <FiltersForm narrowing={narrowing} onNarrow={setNarrowing} />
      {ready ? (
        <SimilarIdentities
          self={address}
          query={query}
          narrowing={narrowing}
          version={own ? (embedding?.updatedAt ?? '') : String(searches)}
          onLookFrom={(other) => setQuery({ address: other })}
        />
      ) : (
        <NoVectorYet state={profile?.searchable === false ? 'hidden' : embedding?.state} />
      )}
    </section>
  )
}

function titleOf(query: SimilarityQuery, own: boolean): string {
  if ('text' in query) return `Near “${query.text.length > 40 ? `${query.text.slice(0, 40)}…` : query.text}”`
  return own ? 'Near you' : `Near ${shortAddress(query.address)}`
}
