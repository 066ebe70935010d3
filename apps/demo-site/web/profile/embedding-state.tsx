import type { Profile } from '@aura-sign/client'
import { formatAge } from '../ui/format-time.ts'

const marks: Record<Profile['embedding']['state'], string> = {
  none: 'bg-edge',
  pending: 'bg-caution animate-breathe',
  ready: 'bg-good',
  failed: 'bg-danger',
}

/** Where the vector of the statement stands. Read out when it changes. */
export function EmbeddingState({ profile }: { readonly profile: Profile }) {
  const { embedding, searchable } = profile
  return (
    <div
      role="status"
      data-embedding={embedding.state}
      className="mt-6 flex gap-3 border-line border-t pt-4 text-[0.9375rem]"
    >
      <span aria-hidden="true" className={`mt-2 size-2 shrink-0 rounded-full ${marks[embedding.state]}`} />
      {searchable ? (
        <Words embedding={embedding} />
      ) : (
        <p className="text-muted">No vector: you are not to be found, so none is kept.</p>
      )}
    </div>
  )
}

function Words({ embedding: { state, model, updatedAt } }: { readonly embedding: Profile['embedding'] }) {
  switch (state) {
    case 'none':
      return <p className="text-muted">No vector yet. Save a statement, and a worker computes one.</p>
    case 'pending':
      return <p className="text-muted">A worker is computing the vector of your statement…</p>
    case 'failed':
      return (
        <p className="text-danger">
          The vector could not be computed. Your statement is saved; save it again to retry.
        </p>
      )
    case 'ready':
      return (
        <p className="text-muted">
          <span className="text-ink">Your vector is ready.</span>
          {updatedAt !== null && ` Computed ${formatAge(new Date(updatedAt), new Date())}`}
          {model !== null && (
            <>
              {' '}
              with <span className="font-mono text-sm">{model}</span>
            </>
          )}
          .
        </p>
      )
  }
}
