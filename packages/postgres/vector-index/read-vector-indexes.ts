import type { Queryable } from '../open-pool.ts'
import type { VectorPrecision } from './choose-vector-index.ts'

/** A vector index over the embeddings, as the catalog has it. */
export interface VectorIndexState {
  oid: number
  name: string
  method: 'hnsw' | 'ivfflat'
  /** Null where it orders by something else than what searches compare: it serves none. */
  precision: VectorPrecision | null
  /** Complete, and taken by the planner. */
  valid: boolean
  /** As built: `m`, `ef_construction`, `lists`; empty where pgvector's defaults hold. */
  parameters: Readonly<Record<string, string>>
  sizeBytes: number
}

/** Whether searches can go through an index. */
export function isServing(index: VectorIndexState): boolean {
  return index.valid && index.precision !== null
}

/** Every hnsw and ivfflat index over `embeddings`; those that serve first. */
export async function readVectorIndexes(queryable: Queryable): Promise<VectorIndexState[]> {
  const rows = await queryable<Row[]>`
    select index.oid, index.relname as name, access.amname as method, pg_opclass.opcname as operators,
      pg_index.indisvalid and pg_index.indisready and pg_index.indpred is null as valid,
      coalesce(index.reloptions, '{}') as options, pg_relation_size(index.oid)::float8 as size
    from pg_index
    join pg_class index on index.oid = pg_index.indexrelid
    join pg_am access on access.oid = index.relam
    join pg_opclass on pg_opclass.oid = pg_index.indclass[0]
    where pg_index.indrelid = 'embeddings'::regclass and access.amname in ('hnsw', 'ivfflat')
    order by index.relname`
  const indexes = rows.map(
    (row): VectorIndexState => ({
      oid: row.oid,
      name: row.name,
      method: row.method,
      precision: precisions[row.operators] ?? null,
      valid: row.valid,
      parameters: Object.fromEntries(row.options.map((option) => option.split('=', 2))),
      sizeBytes: row.size,
    }),
  )
  return indexes.sort((left, right) => Number(isServing(right)) - Number(isServing(left)))
}

const precisions: Readonly<Record<string, VectorPrecision>> = {
  vector_cosine_ops: 'vector',
  halfvec_cosine_ops: 'halfvec',
}

interface Row {
  oid: number
  name: string
  method: 'hnsw' | 'ivfflat'
  operators: string
  valid: boolean
  options: string[]
  size: number
}
