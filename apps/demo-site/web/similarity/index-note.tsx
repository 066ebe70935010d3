import type { Similarity } from '@aura-sign/client'

const notes: Record<Similarity['index'], string> = {
  hnsw: 'Found with the HNSW index: fast, and nearly always the true nearest.',
  ivfflat: 'Found with the IVFFlat index: fast, and usually the true nearest.',
  exact: 'Compared with everyone, one by one: exact, no index involved.',
}

/** How the answer was found, and what that means for it. */
export function IndexNote({ index }: { readonly index: Similarity['index'] }) {
  return (
    <p className="mt-4 text-muted text-sm">
      Similarity is the cosine between two vectors: 1 is the same, 0 has nothing in common. {notes[index]}
    </p>
  )
}
