import type { Queryable } from '@aura-sign/postgres'

/** Vectors that no search of the model in use finds, and what the statistics say of the table and its indexes. */
export interface VectorFaults {
  /** Without direction: no cosine distance to anything, so that no index has them. */
  zero: number
  null: number
  /** Of another model than the one in use; they go a day after their identity has one of that. */
  foreign: number
  /** Versions of rows that a vacuum has still to remove; their vectors are in the index. */
  deadRows: number
  statistics: IndexStatistics[]
}

export interface IndexStatistics {
  name: string
  /** Since the statistics were reset. */
  scans: number
  /** Vectors in it, as of the last build, vacuum or analyze; null before the first. */
  rows: number | null
}

/** Reads every vector once. */
export async function readVectorFaults(queryable: Queryable, { model }: { model: string }): Promise<VectorFaults> {
  const [row] = await queryable<Omit<VectorFaults, 'statistics'>[]>`
    select count(*) filter (where vector_norm(embedding) = 0)::float8 as zero,
      count(*) filter (where embedding is null)::float8 as null,
      count(*) filter (where model <> ${model})::float8 as foreign,
      coalesce((select n_dead_tup from pg_stat_user_tables where relid = 'embeddings'::regclass), 0)::float8 as "deadRows"
    from embeddings`
  const statistics = await queryable<IndexStatistics[]>`
    select index.relname as name, coalesce(statistics.idx_scan, 0)::float8 as scans,
      nullif(index.reltuples, -1)::float8 as rows
    from pg_index
    join pg_class index on index.oid = pg_index.indexrelid
    join pg_am access on access.oid = index.relam and access.amname in ('hnsw', 'ivfflat')
    left join pg_stat_user_indexes statistics on statistics.indexrelid = index.oid
    where pg_index.indrelid = 'embeddings'::regclass order by index.relname`
  return { ...(row ?? { zero: 0, null: 0, foreign: 0, deadRows: 0 }), statistics: [...statistics] }
}
