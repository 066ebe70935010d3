import { formatDate } from '../ui/format-time.ts'
import type { Claims } from './claims.ts'

interface ClaimFactsProps {
  readonly claims: Claims
  /** Its schema is known here, so that its data is shown as values. */
  readonly isReadable: boolean
}

/** When an attestation was signed, until when it is meant, and by which schema. */
export function ClaimFacts({ claims, isReadable }: ClaimFactsProps) {
  const { madeAt, expiresAt, revocable, schema, refUid, data } = claims
  const facts: readonly (readonly [string, string | null, string?])[] = [
    ['Signed', madeAt && formatDate(madeAt)],
    ['Expires', expiresAt ? formatDate(expiresAt) : 'Never'],
    ['Can be revoked', revocable ? 'Yes, by whoever signed it' : 'No, it was made that way'],
    ['Refers to', refUid, 'font-mono text-[0.7rem]'],
    ['Schema', schema, 'font-mono text-[0.7rem]'],
  ]
  return (
    <>
      <dl className="grid gap-x-4 gap-y-1.5 text-[0.9375rem] sm:grid-cols-[12rem_minmax(0,1fr)]" data-claims>
        {facts.map(
          ([name, value, look = '']) =>
            value !== null && (
              <div key={name} className="contents">
                <dt className="text-muted text-sm sm:pt-0.5">{name}</dt>
                <dd className={`min-w-0 self-center break-all max-sm:mb-1 ${look}`}>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {!isReadable && data !== null && (
        <details className="text-[0.9375rem]">
          <summary className="rounded-lg py-1 text-muted underline decoration-line underline-offset-4 hover:text-ink">
            Its data, which cannot be read without its schema
          </summary>
          <pre className="mt-2 max-h-64 overflow-auto whitespace-pre-wrap break-all rounded-xl bg-sunken p-4 font-mono text-xs leading-relaxed">
            {data}
          </pre>
        </details>
      )}
    </>
  )
}
