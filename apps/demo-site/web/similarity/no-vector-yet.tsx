import type { Profile } from '@aura-sign/client'
import { LoadingIdentities } from './loading-identities.tsx'

const texts = {
  hidden: 'You are not to be found, so there is no vector of yours to compare with. Searching by words works.',
  none: 'Save a few sentences about yourself, and the identities closest to you appear here.',
  failed:
    'The vector of your statement could not be computed, so there is nothing to compare yet. Searching by words works.',
}

/** Nothing to compare with yet: says why, and what changes that. */
export function NoVectorYet({ state }: { readonly state: Profile['embedding']['state'] | 'hidden' | undefined }) {
  if (state === undefined || state === 'pending' || state === 'ready')
    return <LoadingIdentities label="Waiting for your vector" />
  return (
    <div className="mt-5 grid place-items-center gap-5 rounded-3xl border border-line border-dashed px-6 py-12 text-center">
      <svg viewBox="-60 -60 120 120" className="size-28 text-edge" aria-hidden="true">
        <circle r="56" fill="none" stroke="currentColor" strokeDasharray="2 6" />
        <circle r="36" fill="none" stroke="currentColor" strokeDasharray="2 6" />
        <circle r="14" className="fill-accent-soft" />
      </svg>
      <p className="max-w-[38ch] text-muted">{texts[state]}</p>
    </div>
  )
}
