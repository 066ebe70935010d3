import type { Sql, Transaction } from '@aura-sign/postgres'
import type { Embedder } from '../similarity/embedder.ts'
import { storeEmbeddings } from '../similarity/store-embeddings.ts'
import { type SyntheticIdentity, syntheticIdentities } from './synthetic-identities.ts'

export interface SeedProgress {
  done: number
  total: number
  /** Identities that were not there before. */
  inserted: number
}

export interface SeedOptions {
  count: number
  seed: string
  now: Date
  onProgress?: (progress: SeedProgress) => void
  signal?: AbortSignal
}

/** One transaction each: what an interrupted run has finished stays, and the next run goes on from there. */
const batchSize = 100

/**
 * Inserts synthetic identities: users, wallets and embeddings of the embedder's model. What is there already stays as
 * it is, so a second run inserts nothing.
 */
export async function seedIdentities(sql: Sql, embedder: Embedder, options: SeedOptions): Promise<SeedProgress> {
  const progress = { done: 0, total: options.count, inserted: 0 }
  while (progress.done < options.count && !options.signal?.aborted) {
    const identities = syntheticIdentities({
      seed: options.seed,
      offset: progress.done,
      count: Math.min(batchSize, options.count - progress.done),
    })
    progress.inserted += await seedBatch(sql, embedder, identities, options)
    progress.done += identities.length
    options.onProgress?.({ ...progress })
  }
  // Nothing else gathers statistics on the embedded database, and without them the planner guesses.
  if (progress.inserted > 0) await sql`analyze users, wallets, embeddings`
  return progress
}

async function seedBatch(
  sql: Sql,
  embedder: Embedder,
  identities: readonly SyntheticIdentity[],
  options: SeedOptions,
): Promise<number> {
  const missing = await withoutEmbedding(sql, identities, embedder.model)
  if (missing.length === 0) return 0
  // Computed before the transaction opens: a remote embedder may take its time.
  const vectors = await embedder.embed(
    missing.map((identity) => identity.statement),
    options.signal ? { signal: options.signal } : {},
  )
  return await sql.begin(async (transaction) => {
    const inserted = await insertUsers(transaction, missing, options.now)
    await insertWallets(transaction, missing, options.now)
    const embeddings = missing.map(({ userId, statement }, at) => {
      const vector = vectors[at]
      if (!vector) throw new Error('the embedder returned too few vectors')
      return { userId, text: statement, vector }
    })
    await storeEmbeddings(transaction, { model: embedder.model, embeddings, now: options.now })
    return inserted
  })
}

async function withoutEmbedding(
  sql: Sql,
  identities: readonly SyntheticIdentity[],
  model: string,
): Promise<SyntheticIdentity[]> {
  const rows = await sql<{ user_id: string }[]>`
    select user_id from embeddings
    where model = ${model} and user_id = any(${identities.map((identity) => identity.userId)}::uuid[])`
  const present = new Set(rows.map((row) => row.user_id))
  return identities.filter((identity) => !present.has(identity.userId))
}

async function insertUsers(
  transaction: Transaction,
  identities: readonly SyntheticIdentity[],
  now: Date,
): Promise<number> {
  const result = await transaction`
    insert into users (id, founding_account, statement, statement_updated_at, created_at)
    select id, account, statement, ${now}, ${now} from unnest(
      ${identities.map((identity) => identity.userId)}::uuid[],
      ${identities.map((identity) => identity.account)}::text[],
      ${identities.map((identity) => identity.statement)}::text[]) as identity (id, account, statement)
    on conflict do nothing`
  return result.count
}

async function insertWallets(
  transaction: Transaction,
  identities: readonly SyntheticIdentity[],
  now: Date,
): Promise<void> {
  await transaction`
    insert into wallets (account, user_id, address, linked_at)
    select account, id, address, ${now} from unnest(
      ${identities.map((identity) => identity.account)}::text[],
      ${identities.map((identity) => identity.userId)}::uuid[],
      ${identities.map((identity) => identity.address.toLowerCase())}::text[]) as wallet (account, id, address)
    on conflict do nothing`
}
