import {
  type Embedder,
  embeddingDimensions,
  hashEmbedder,
  seedIdentities,
  syntheticIdentities,
} from '../../packages/identity/index.ts'
import { chooseVectorIndex, type Sql, vectorIndexName, vectorIndexStatement } from '../../packages/postgres/index.ts'

export const queryCount = 1_000
/** Who attested to one identity in a hundred, and to one in ten. */
export const attesters = { 'one in 100': `0x${'1'.repeat(40)}`, 'one in 10': `0x${'2'.repeat(40)}` }

const embedder: Embedder = hashEmbedder()
const config = {
  VECTOR_INDEX: 'hnsw',
  VECTOR_INDEX_PRECISION: 'vector',
  VECTOR_INDEX_M: 16,
  VECTOR_INDEX_EF_CONSTRUCTION: 64,
} as const

/** Identities up to `count`, with the attestations that filters ask for, and the index built anew. Returns how long that took, in seconds. */
export async function fillIdentities(sql: Sql, count: number): Promise<{ indexSeconds: number }> {
  await sql`drop index if exists ${sql(vectorIndexName)}`
  await seedIdentities(sql, embedder, { count, seed: 'bench', now: new Date('2026-11-01T00:00:00Z') })
  await attest(sql, attesters['one in 100'], 100)
  await attest(sql, attesters['one in 10'], 10)
  await sql`analyze attestations`
  const startedMs = performance.now()
  await sql.begin(async (transaction) => {
    // Of this build only: enough to hold the graph, for it is far slower once it does not fit.
    await transaction`set local maintenance_work_mem = '1GB'`
    await transaction`set local statement_timeout = 0`
    await transaction.unsafe(vectorIndexStatement(chooseVectorIndex(config, { rows: count })))
  })
  return { indexSeconds: (performance.now() - startedMs) / 1_000 }
}

/** Vectors of texts that nobody said, kept in the database too, for what searches there. */
export async function prepareQueries(sql: Sql): Promise<{ texts: string[]; vectors: number[][] }> {
  const texts = syntheticIdentities({ count: queryCount, seed: 'bench/query' }).map(({ statement }) => statement)
  const vectors = (await embedder.embed(texts)).map((vector) =>
    Array.from(vector, (value) => Number(value.toPrecision(9))),
  )
  await sql.unsafe(`create table bench_queries (number int primary key, embedding vector(${embeddingDimensions}))`)
  await sql`
    insert into bench_queries
    select number - 1, vector::vector from unnest(${vectors.map((vector) => JSON.stringify(vector))}::text[])
    with ordinality as query (vector, number)`
  await sql`analyze bench_queries`
  return { texts, vectors }
}

async function attest(sql: Sql, attester: string, one: number): Promise<void> {
  await sql`
    insert into attestations (
      id, attester, uid, schema_uid, recipient, chain_id, signed_time, expiration_time, revocable, object, texts, accepted_at)
    select gen_random_uuid(), ${attester}, '0x' || md5(address || ${attester}) || md5(address), ${`0x${'3'.repeat(64)}`}, address,
      1, 1795435200, 0, true, '{}', '', now()
    from wallets where abs(hashtext(address)) % ${one}::int = 0
    on conflict do nothing`
}
