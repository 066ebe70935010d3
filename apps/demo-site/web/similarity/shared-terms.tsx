import type { SimilarIdentity } from '@aura-sign/client'

const termsMax = 6

/** The words that two statements have in common. */
export function SharedTerms({ reasons }: { readonly reasons: SimilarIdentity['reasons'] }) {
  const terms = [...new Set(reasons.filter(({ kind }) => kind === 'shared-terms').flatMap((reason) => reason.terms))]
  if (terms.length === 0) return <p className="text-muted">No words in common</p>
  return (
    <ul aria-label="Words in common" className="flex min-w-0 flex-wrap gap-1.5">
      {terms.slice(0, termsMax).map((term) => (
        <li key={term} className="max-w-full truncate rounded-full bg-accent-soft px-2.5 py-0.5 text-accent">
          {term}
        </li>
      ))}
    </ul>
  )
}
