import type { Sql } from '@aura-sign/postgres'
import { addressOf, insertUser } from '@aura-sign/testkit'
import { randomSource } from '../../seed/random-source.ts'
import type { Embedder } from '../embedder.ts'
import type { SimilarityFilter } from '../similarity-filter.ts'
import { storeEmbeddings } from '../store-embeddings.ts'

// For tests of filters: identities with attestations of every kind, and the answer by comparing all of them here.

export interface FilteredIdentity {
  userId: string
  address: string
  createdAt: Date
  vector: Float32Array
  hasWallet: boolean
  model: string
  attestations: { attester: string; schema: string; chainId: number; revoked: boolean; expiresAt: Date | null }[]
}

export const attesters = [0xa1, 0xa2, 0xa3, 0xa4].map(addressOf)
export const schemas = [1, 2].map((digit) => `0x${String(digit).repeat(64)}`)
export const chainIds = [1, 10]
const day = 24 * 3_600_000

/** Inserts `count` identities around `now`: some without a linked wallet, some of another model, with valid and other attestations. */
export async function insertFiltered(
  sql: Sql,
  embedder: Embedder,
  options: { count: number; seed: string; now: Date },
): Promise<FilteredIdentity[]> {
  const { count, seed, now } = options
  const { integer, pick } = randomSource(seed)
  const chance = (share: number) => integer(1_000_000) < share * 1_000_000
  const words = [
    'bees',
    'maps',
    'rust',
    'wine',
    'boats',
    'proofs',
    'bread',
    'forest',
    'radio',
    'tiles',
    'glass',
    'chess',
  ]
  const texts = Array.from(
    { length: count },
    (_, number) => `${Array.from({ length: 4 }, () => pick(words)).join(' ')} ${number}`,
  )
  const vectors = await embedder.embed(texts)
  const identities: FilteredIdentity[] = []
  for (const [number, text] of texts.entries()) {
    const createdAt = new Date(now.getTime() - integer(100) * day)
    const address = addressOf(0x1000 + number)
    const userId = await insertUser(sql, { address, statement: text, at: createdAt })
    // The fourth attests to few.
    const attestations = Array.from({ length: integer(4) }, () => ({
      attester: chance(0.02) ? (attesters[3] ?? '') : pick(attesters.slice(0, 3)),
      ...{ schema: pick(schemas), chainId: pick(chainIds), revoked: chance(0.2) },
      expiresAt: chance(0.5) ? null : new Date(now.getTime() + (chance(0.5) ? -day : day)),
    }))
    const vector = vectors[number] ?? new Float32Array()
    const model = chance(0.1) ? 'other' : embedder.model
    identities.push({ userId, address, createdAt, vector, hasWallet: !chance(0.05), model, attestations })
  }
  for (const model of [embedder.model, 'other']) {
    const own = identities.filter((identity) => identity.model === model)
    const embeddings = own.map(({ userId, vector }) => ({
      userId,
      vector,
      text: texts[identities.findIndex((one) => one.userId === userId)] ?? '',
    }))
    await storeEmbeddings(sql, { model, embeddings, now })
  }
  const unlinked = identities.filter(({ hasWallet }) => !hasWallet).map(({ userId }) => userId)
  await sql`update wallets set unlinked_at = ${now} where user_id = any(${unlinked}::uuid[])`
  await insertAttestations(sql, identities, now)
  return identities
}

/** The nearest that a filter lets through, by comparing all; distances by address. */
export function compareAll(
  identities: readonly FilteredIdentity[],
  options: {
    vector: Float32Array
    filter: SimilarityFilter
    model: string
    excludedUserIds: readonly string[]
    now: Date
  },
): { address: string; distance: number }[] {
  const { vector, filter, model, excludedUserIds, now } = options
  return identities
    .filter((identity) => identity.model === model && identity.hasWallet && !excludedUserIds.includes(identity.userId))
    .filter((identity) => passes(identity, filter, now))
    .map((identity) => ({ address: identity.address, distance: distanceOf(vector, identity.vector) }))
    .sort((left, right) => left.distance - right.distance)
}

function passes(identity: FilteredIdentity, filter: SimilarityFilter, now: Date): boolean {
  const { attestedBy, schema, chainId, createdSince } = filter
  if (createdSince && identity.createdAt < createdSince) return false
  if (attestedBy === undefined && schema === undefined && chainId === undefined) return true
  return identity.attestations.some(
    (one) =>
      !one.revoked &&
      (one.expiresAt === null || one.expiresAt > now) &&
      (attestedBy === undefined || one.attester === attestedBy) &&
      (schema === undefined || one.schema === schema) &&
      (chainId === undefined || one.chainId === chainId),
  )
}

function distanceOf(left: Float32Array, right: Float32Array): number {
  return 1 - left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0)
}

async function insertAttestations(sql: Sql, identities: readonly FilteredIdentity[], now: Date): Promise<void> {
  let number = 0
  const rows = identities.flatMap(({ address, attestations }) =>
    attestations.map(({ attester, schema, chainId, revoked, expiresAt }) => {
      number += 1
      const seconds = expiresAt === null ? 0 : expiresAt.getTime() / 1_000
      return { attester, address, schema, chainId, revoked, seconds, uid: `0x${number.toString(16).padStart(64, '0')}` }
    }),
  )
  await sql`
    insert into attestations (
      id, attester, uid, schema_uid, recipient, chain_id, signed_time, expiration_time, revocable, object, texts, accepted_at,
      revoked_at, revocation)
    select gen_random_uuid(), attester, uid, schema, address, "chainId", 1, seconds, true, '{}', '', ${now},
      case when revoked then ${now}::timestamptz end, case when revoked then '{}'::jsonb end
    from jsonb_to_recordset(${sql.json(rows)}) as made (
      attester text, uid text, schema text, address text, "chainId" bigint, seconds numeric, revoked boolean)`
}
