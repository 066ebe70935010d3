import type { Sql } from '@aura-sign/postgres'

// For tests and benchmarks of lists: rows that look as if they had been accepted, a second apart, without their signatures.

/**
 * Inserts `count` attestations from number `offset` on, by 50 attesters about 40 recipients in 10 schemas; five each name the same
 * file. Addresses, schemas and files are small numbers in hex.
 */
export async function insertMany(sql: Sql, options: { count: number; offset?: number }): Promise<void> {
  const { count, offset = 0 } = options
  // In batches: one statement with all rows would outlast its time on a small machine.
  for (let first = offset; first < offset + count; first += batchSize) {
    await insertBatch(sql, { first, last: Math.min(first + batchSize, offset + count) - 1 })
  }
  await sql`analyze attestations, attestation_evidence`
}

const batchSize = 10_000

async function insertBatch(sql: Sql, { first, last }: { first: number; last: number }): Promise<void> {
  await sql`
    insert into evidence (sha256, size_bytes, media_type, uploaded_at)
    select lpad(to_hex(number), 64, '0'), 1, 'text/plain', now()
    from generate_series(${first}::bigint / 5, ${last}::bigint / 5) number on conflict do nothing`
  await sql`
    with made as (
      insert into attestations (
        id, attester, uid, schema_uid, recipient, chain_id, signed_time, expiration_time, revocable, object, texts,
        accepted_at)
      select
        (lpad(to_hex(1000000000000 + number * 1000), 12, '0') || '7000' || '8' || lpad(to_hex(number), 15, '0'))::uuid,
        '0x' || lpad(to_hex((hashint8(number) & 65535) % 50), 40, '0'), '0x' || md5(number::text) || md5((-number)::text),
        '0x' || lpad(to_hex((hashint8(number + 1) & 65535) % 10), 64, '0'),
        '0x' || lpad(to_hex((hashint8(number + 2) & 65535) % 40), 40, '0'), 1, 1795435200, 0, true,
        jsonb_build_object('message', jsonb_build_object('data', '0x' || repeat(md5(number::text), 20))), '', now()
      from generate_series(${first}::bigint, ${last}::bigint) number
      returning id, attester, uid)
    insert into attestation_evidence (attester, uid, sha256, id)
    select attester, uid, lpad(to_hex((('x' || right(id::text, 12))::bit(48))::bigint / 5), 64, '0'), id
    from made`
}
