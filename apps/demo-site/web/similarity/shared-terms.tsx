import type { SimilarIdentity } from '@aura-sign/client'

const termsMax = 6

/** The words that two statements have in common, and how many attested to both. */
export function SharedTerms({ reasons }: { readonly reasons: SimilarIdentity['reasons'] }) {
  const terms = [...new Set(reasons.flatMap((reason) => (reason.kind === 'shared-terms' ? reason.terms : [])))]
  const attesters = reasons.flatMap((reason) => (reason.kind === 'shared-attesters' ? reason.attesters : []))
  return (
    <>
      {terms.length === 0 && <p className="text-muted">No words in common</p>}
      {terms.length > 0 && (
        <ul aria-label="Words in common" className="flex min-w-0 flex-wrap gap-1.5">
          {terms.slice(0, termsMax).map((term) => (
            <li key={term} className="max-w-full truncate rounded-full bg-accent-soft px-2.5 py-0.5 text-accent">
              {term}
            </li>
          ))}
        </ul>
      )}
      {attesters.length > 0 && (
        <p className="text-muted" title={attesters.join('\n')}>
          {attesters.length === 1 ? 'One attester in common' : `${attesters.length} attesters in common`}
        </p>
      )}
    </>
  )
}
