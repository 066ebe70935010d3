import type { VectorIndexSettings } from './choose-vector-index.ts'

/** Name fixed by the runbook. */
export const vectorIndexName = 'embeddings_embedding_idx'
const dimensions = 384

/** The statement that builds an index over all embeddings, by cosine distance. The name has to be an identifier as it is. */
export function vectorIndexStatement(
  settings: VectorIndexSettings,
  options: { name?: string; concurrently?: boolean } = {},
): string {
  const { name = vectorIndexName, concurrently = false } = options
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error('not a plain identifier')
  const { method, precision } = settings
  const column =
    precision === 'halfvec' ? `(embedding::halfvec(${dimensions})) halfvec_cosine_ops` : 'embedding vector_cosine_ops'
  const parameters =
    settings.method === 'hnsw'
      ? `m = ${settings.m}, ef_construction = ${settings.efConstruction}`
      : `lists = ${settings.lists}`
  return `create index${concurrently ? ' concurrently' : ''} ${name} on embeddings using ${method} (${column}) with (${parameters})`
}
