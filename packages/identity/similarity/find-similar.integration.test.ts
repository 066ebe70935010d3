import { openPool, type Sql } from '@aura-sign/postgres'
import { addressOf, insertUser, startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { getAddress } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedIdentities } from '../seed/seed-identities.ts'
import { findSimilar, type SimilarityOptions, type SimilarityResult } from './find-similar.ts'
import { hashEmbedder } from './hash-embedder.ts'
import { storeEmbeddings } from './store-embeddings.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())

const embedder = hashEmbedder()
const now = new Date('2026-01-01T00:00:00Z')
const find = (query: SimilarityOptions['query'], options: Partial<SimilarityOptions> = {}) =>
  findSimilar(database.sql, embedder, { query, k: 10, now, ...options })
const addressesOf = (result: SimilarityResult) => (result.ok ? result.results.map((entry) => entry.address) : result)

async function insertDescribed(number: number, statement: string, model = embedder.model): Promise<string> {
  const userId = await insertUser(database.sql, { address: addressOf(number), statement })
  const [vector] = await embedder.embed([statement])
  if (!vector) throw new Error('no vector')
  await storeEmbeddings(database.sql, { model, embeddings: [{ userId, text: statement, vector }], now })
  return userId
}

describe('findSimilar', () => {
  let beekeeper = ''
  beforeAll(async () => {
    await database.sql`truncate users cascade`
    beekeeper = await insertDescribed(0xbee, 'beekeeper and market gardener near Porto')
    await insertDescribed(0xfa23, 'market gardener who sells vegetables')
    await insertDescribed(0xc0de, 'Rust developer of light clients')
    await insertDescribed(0x0de1, 'beekeeper of another model', 'other')
    await insertUser(database.sql, { address: addressOf(0x5117), statement: 'says something, not embedded yet' })
  })

  it('puts the nearest first, with distance and the words in common', async () => {
    const result = await find({ text: 'a gardener in the market' })
    expect(result).toMatchObject({
      ok: true,
      results: [
        { address: getAddress(addressOf(0xfa23)), reasons: [{ kind: 'shared-terms', terms: ['gardener', 'market'] }] },
        { address: getAddress(addressOf(0xbee)), reasons: [{ kind: 'shared-terms', terms: ['gardener', 'market'] }] },
        { address: getAddress(addressOf(0xc0de)), reasons: [] },
      ],
    })
    const distances = result.ok ? result.results.map((entry) => entry.distance) : []
    expect(distances).toEqual([...distances].sort((left, right) => left - right))
  })

  it('finds the neighbours of an address in any case, without the address itself', async () => {
    for (const address of [addressOf(0xbee), addressOf(0xbee).toUpperCase().replace('0X', '0x')]) {
      expect(addressesOf(await find({ address }))).toEqual([
        getAddress(addressOf(0xfa23)),
        getAddress(addressOf(0xc0de)),
      ])
    }
  })

  it('takes a vector of any length other than zero', async () => {
    const [vector] = await embedder.embed(['Rust light clients'])
    const embedding = Array.from(vector ?? [], (value) => value * 1e6)
    const result = await find({ embedding }, { k: 1 })
    expect(addressesOf(result)).toEqual([getAddress(addressOf(0xc0de))])
    expect(result).toMatchObject({ results: [{ reasons: [] }] })
  })

  it('leaves the caller out', async () => {
    const result = await find({ text: 'beekeeper' }, { excludeUserId: beekeeper })
    expect(addressesOf(result)).toEqual([getAddress(addressOf(0xfa23)), getAddress(addressOf(0xc0de))])
  })

  it('never compares vectors of different models', async () => {
    const result = await findSimilar(
      database.sql,
      { ...embedder, model: 'other' },
      { query: { text: 'x' }, k: 10, now },
    )
    expect(addressesOf(result)).toEqual([getAddress(addressOf(0x0de1))])
  })

  it('returns no more than k', async () => {
    expect(addressesOf(await find({ text: 'x' }, { k: 2 }))).toHaveLength(2)
  })

  it('shows no identity whose wallets are all unlinked', async () => {
    await database.sql`update wallets set unlinked_at = ${now} where address = ${addressOf(0xc0de)}`
    try {
      expect(addressesOf(await find({ text: 'Rust' }))).not.toContain(getAddress(addressOf(0xc0de)))
      expect(await find({ address: addressOf(0xc0de) })).toEqual({ ok: false, reason: 'unknown_address' })
      // The unlinked identity is the nearest of all, and takes no place of those that are shown.
      expect(addressesOf(await find({ text: 'Rust developer of light clients' }, { k: 2 }))).toHaveLength(2)
    } finally {
      await database.sql`update wallets set unlinked_at = null`
    }
  })

  it.each<[string, SimilarityOptions['query'], string]>([
    ['an address that nobody signed in with', { address: addressOf(0xdead) }, 'unknown_address'],
    ['an identity that is not embedded yet', { address: addressOf(0x5117) }, 'no_embedding'],
    ['an identity embedded by another model only', { address: addressOf(0x0de1) }, 'no_embedding'],
    ['an address of 39 digits', { address: addressOf(0xbee).slice(0, -1) }, 'address_invalid'],
    ['blanks', { text: ' \n ' }, 'text_invalid'],
    ['a text over 2000 characters', { text: 'x'.repeat(2_001) }, 'text_invalid'],
    ['a short vector', { embedding: [1, 2, 3] }, 'embedding_invalid'],
    ['a zero vector', { embedding: Array(384).fill(0) }, 'embedding_invalid'],
    ['a vector with NaN', { embedding: Array(384).fill(Number.NaN) }, 'embedding_invalid'],
  ])('says why not for %s', async (_name, query, reason) => {
    expect(await find(query)).toEqual({ ok: false, reason })
  })

  it.each([0, -1, 201, 1.5, Number.NaN])('refuses k = %d', async (k) => {
    expect(await find({ text: 'x' }, { k })).toEqual({ ok: false, reason: 'k_invalid' })
  })
})

describe('the index that findSimilar names', () => {
  // A session in which the planner prefers to compare all.
  let comparing: Sql
  beforeAll(async () => {
    await database.sql`truncate users cascade`
    await seedIdentities(database.sql, embedder, { count: 300, seed: 'index', now })
    // With statistics of so few rows the planner would rather compare all, from the moment that they are gathered.
    await database.sql`alter table embeddings set (autovacuum_enabled = false)`
    comparing = openPool({ url: database.url, applicationName: 'comparing', connectionsMax: 1 })
    await comparing`set enable_indexscan = off`
  })
  afterAll(() => comparing?.end({ timeout: 1 }))
  beforeEach(async () => {
    await database.sql`drop index if exists embeddings_embedding_idx`
    await database.sql`create index embeddings_embedding_idx on embeddings using hnsw (embedding vector_cosine_ops)`
  })

  const query = { text: 'smart contract auditor who bakes bread' }
  const indexOf = async (sql: Sql) => {
    const result = await findSimilar(sql, embedder, { query, k: 10, now })
    return result.ok ? result.index : result.reason
  }

  it('is exact where the planner compares all, although there is an index', async () => {
    expect(await indexOf(comparing)).toBe('exact')
  })

  it('is hnsw where the planner uses it', async () => {
    expect(await indexOf(database.sql)).toBe('hnsw')
  })

  it('is ivfflat where that is the index', async () => {
    await database.sql`drop index embeddings_embedding_idx`
    await database.sql`
      create index embeddings_embedding_idx on embeddings using ivfflat (embedding vector_cosine_ops) with (lists = 2)`
    expect(await indexOf(database.sql)).toBe('ivfflat')
  })

  it('is exact when the index is gone, broken off or of another distance', async () => {
    await database.superuser`update pg_index set indisvalid = false where indexrelid = 'embeddings_embedding_idx'::regclass`
    expect(await indexOf(database.sql)).toBe('exact')
    await database.sql`drop index embeddings_embedding_idx`
    expect(await indexOf(database.sql)).toBe('exact')
    await database.sql`create index embeddings_embedding_idx on embeddings using hnsw (embedding vector_l2_ops)`
    expect(await indexOf(database.sql)).toBe('exact')
  })

  it('brings k results through the index, even 200, and even where a filter leaves out most rows', async () => {
    const all = await findSimilar(database.sql, embedder, { query, k: 200, now })
    expect(all).toMatchObject({ ok: true, index: 'hnsw' })
    expect(addressesOf(all)).toHaveLength(200)

    await database.sql`
      update embeddings set model = 'rare' where user_id in (select user_id from embeddings order by user_id limit 20)`
    const rare = await findSimilar(database.sql, { ...embedder, model: 'rare' }, { query, k: 20, now })
    expect(addressesOf(rare)).toHaveLength(20)
    await database.sql`update embeddings set model = ${embedder.model}`
  })

  it('brings k results through the index where the nearest identities have unlinked their wallets', async () => {
    const nearest = await findSimilar(database.sql, embedder, { query, k: 50, now })
    const hidden = nearest.ok ? nearest.results.map((entry) => entry.address.toLowerCase()) : []
    await database.sql`update wallets set unlinked_at = ${now} where address = any(${hidden}::text[])`
    try {
      const result = await findSimilar(database.sql, embedder, { query, k: 100, now })
      expect(result).toMatchObject({ ok: true, index: 'hnsw' })
      expect(addressesOf(result)).toHaveLength(100)
    } finally {
      await database.sql`update wallets set unlinked_at = null`
    }
  })

  it('asks the index for at least k candidates at once', async () => {
    await indexOf(database.sql)
    const widths: number[] = []
    const { options } = database.sql
    options.debug = (_connection: number, text: string, parameters: unknown[]) => {
      if (text.includes('hnsw.ef_search')) widths.push(Number(parameters[3]))
    }
    for (const k of [1, 200]) await findSimilar(database.sql, embedder, { query, k, now })
    options.debug = false
    expect(widths).toEqual([100, 400])
  })

  it('finds by the index nearly what comparing all finds', async () => {
    const [approximate, exact] = await Promise.all(
      [database.sql, comparing].map((sql) => findSimilar(sql, embedder, { query, k: 200, now })),
    )
    const [found, wanted] = [approximate, exact].map((result) => (result ? addressesOf(result) : []))
    if (!Array.isArray(found) || !Array.isArray(wanted)) throw new Error('no results')
    const recall = wanted.filter((address) => found.includes(address)).length / wanted.length
    expect(recall).toBeGreaterThanOrEqual(0.99)
  })

  it('leaves the settings of the session as they were', async () => {
    await comparing`select set_config('hnsw.ef_search', '41', false)`
    await indexOf(comparing)
    const [row] = await comparing`select current_setting('hnsw.ef_search') as ef`
    expect(row).toEqual({ ef: '41' })
  })
})
