import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sha256Hex } from '../../packages/core/index.ts'
import {
  defineSchema,
  type SchemaDefinition,
  type SyntheticIdentity,
  syntheticIdentities,
} from '../../packages/identity/index.ts'
import { type Sql, vectorIndexName } from '../../packages/postgres/index.ts'
import { samplesSchema } from '../harness/attestation-samples.ts'
import type { BackupData } from './backup-data.ts'
import { binaryRows, binaryTime, binaryUuid, binaryVector } from './binary-rows.ts'
import { makeAttestations } from './make-attestations.ts'
import { makeVectors } from './make-vectors.ts'

const now = new Date('2026-11-01T00:00:00Z')
const rowsPerChunk = 500

/** Fills a migrated database in less than a minute or two: the same rows each time. Its vector index is gone afterwards. */
export async function fillDatabase(sql: Sql, data: BackupData): Promise<void> {
  await sql`drop index if exists ${sql(vectorIndexName)}`
  const identities = syntheticIdentities({ count: data.users, seed: 'bench' })
  await fillUsers(sql, identities)
  await fillEmbeddings(sql, identities.slice(0, data.embeddings))
  await fillAttestations(sql, { identities, count: data.attestations })
  await sql`vacuum analyze`
}

async function fillUsers(sql: Sql, identities: readonly SyntheticIdentity[]): Promise<void> {
  const time = now.toISOString()
  await copy(sql, {
    target: 'users (id, founding_account, statement, statement_updated_at, created_at)',
    rows: textRows(identities, ({ userId, account, statement }) => [userId, account, statement, time, time]),
  })
  await copy(sql, {
    target: 'wallets (account, user_id, address, linked_at)',
    rows: textRows(identities, ({ account, userId, address }) => [account, userId, address.toLowerCase(), time]),
  })
}

async function fillEmbeddings(sql: Sql, identities: readonly SyntheticIdentity[]): Promise<void> {
  const vectors = makeVectors(identities.length)
  const time = binaryTime(now)
  const model = Buffer.from('bench-v1')
  function* rows() {
    for (const { userId, statement } of identities) {
      const { value: vector } = vectors.next()
      if (vector === undefined) throw new Error('there are as many vectors as identities')
      const id = binaryUuid(idOf(`embedding ${userId}`, now))
      yield [id, binaryUuid(userId), model, Buffer.from(sha256Hex(statement)), binaryVector(vector), time]
    }
  }
  await copy(sql, {
    target: 'embeddings (id, user_id, model, source_hash, embedding, updated_at)',
    rows: binaryRows(rows()),
    format: 'binary',
  })
}

async function fillAttestations(
  sql: Sql,
  { identities, count }: { identities: readonly SyntheticIdentity[]; count: number },
): Promise<void> {
  const schema = await insertSchema(sql)
  const recipients = identities.map(({ address, statement }) => ({ address: address.toLowerCase(), statement }))
  await copy(sql, {
    target: `attestations (id, attester, uid, schema_uid, recipient, chain_id, signed_time, expiration_time, revocable, object,
      texts, accepted_at, journaled_at)`,
    rows: textRows(makeAttestations(recipients, { count, schema, now }), ({ attester, object, acceptedAt, texts }) => {
      const { uid, message, domain } = object
      const { recipient, time, expirationTime, revocable } = message
      const accepted = acceptedAt.toISOString()
      return [
        ...[idOf(uid, acceptedAt), attester, uid, schema.uid, String(recipient), domain.chainId, String(time)],
        ...[String(expirationTime), String(revocable), JSON.stringify(object), texts, accepted, accepted],
      ]
    }),
  })
}

async function insertSchema(sql: Sql): Promise<SchemaDefinition> {
  const defined = defineSchema(samplesSchema)
  if (!defined.ok) throw new Error(defined.detail)
  const { uid, schema, resolver, revocable } = defined.schema
  await sql`
    insert into attestation_schemas (id, uid, schema, resolver, revocable, registered_at)
    values (${idOf(uid, now)}, ${uid}, ${schema}, ${resolver.toLowerCase()}, ${revocable}, ${now})`
  return defined.schema
}

async function copy(
  sql: Sql,
  { target, rows, format = 'text' }: { target: string; rows: Iterable<string | Uint8Array>; format?: string },
): Promise<void> {
  const statement = sql.unsafe(`copy ${target} from stdin (format ${format})`)
  await pipeline(Readable.from(chunked(rows), { objectMode: false }), await statement.writable())
}

/** A write of each row alone would cost more than the row. */
function* chunked(rows: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  let chunk: Uint8Array[] = []
  for (const row of rows) {
    chunk.push(typeof row === 'string' ? Buffer.from(row) : row)
    if (chunk.length < rowsPerChunk) continue
    yield Buffer.concat(chunk)
    chunk = []
  }
  yield Buffer.concat(chunk)
}

/** None of the values holds a tab or a line's end. */
function* textRows<T>(items: Iterable<T>, valuesOf: (item: T) => readonly string[]): Generator<string> {
  for (const item of items) yield `${valuesOf(item).join('\t').replaceAll('\\', '\\\\')}\n`
}

/** A UUIDv7 of a time, the same one for the same label. */
function idOf(label: string, time: Date): string {
  const digits = createHash('sha256').update(label).digest('hex')
  const ms = time.getTime().toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6, 18)}`
}
