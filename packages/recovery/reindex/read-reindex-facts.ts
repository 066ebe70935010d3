import { type Queryable, readVectorIndexes, type VectorIndexState } from '@aura-sign/postgres'

/** What a rebuild is planned from. */
export interface ReindexFacts {
  database: string
  rows: number
  dimensions: number
  indexes: VectorIndexState[]
  /** PGlite: one session, so nothing goes on beside a build. */
  isEmbedded: boolean
  maintenanceMemoryBytes: number
  sharedBuffersBytes: number
  /** Processes that the server lets a build have beside its own. */
  workersMax: number
  /** Where processes of a parallel build share memory. */
  sharedMemoryType: string
  /** Null where this role may not see it. */
  dataDirectory: string | null
}

/** Reads the server's settings and every vector index. */
export async function readReindexFacts(queryable: Queryable): Promise<ReindexFacts> {
  const indexes = await readVectorIndexes(queryable)
  const [row] = await queryable<Omit<ReindexFacts, 'indexes'>[]>`
    select current_database() as database, (select count(*)::float8 from embeddings) as rows,
      (select atttypmod from pg_attribute where attrelid = 'embeddings'::regclass and attname = 'embedding') as dimensions,
      version() like '%PGlite%' or version() like '%emscripten%' or version() like '%wasm%' as "isEmbedded",
      pg_size_bytes(current_setting('maintenance_work_mem'))::float8 as "maintenanceMemoryBytes",
      pg_size_bytes(current_setting('shared_buffers'))::float8 as "sharedBuffersBytes",
      current_setting('max_parallel_workers')::int as "workersMax",
      current_setting('dynamic_shared_memory_type') as "sharedMemoryType",
      case when pg_has_role('pg_read_all_settings', 'usage') then current_setting('data_directory') end as "dataDirectory"`
  if (!row) throw new Error('the server does not say what it is')
  return { ...row, indexes }
}
