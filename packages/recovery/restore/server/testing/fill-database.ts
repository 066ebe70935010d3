import { newId } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'

export const userId = '00000000-0000-4000-8000-000000000001'

/** A row of everything that a restore treats differently: what is kept, what is ended, what quoting could break. */
export async function fillDatabase(sql: Sql): Promise<void> {
  const at = new Date('2026-11-23T10:00:00Z')
  const vector = `[${Array.from({ length: 384 }, (_, index) => 0.1 + index / 1000).join(',')}]`
  await sql`insert into users (id, founding_account, statement, created_at)
    values (${userId}, 'eip155:1:0x01', ${`it's; $$ "quoted" \\ and\nbroken — ключ`}, ${at})`
  await sql`insert into embeddings (id, user_id, model, source_hash, embedding, updated_at)
    values (${userId}, ${userId}, 'hash', ${'0'.repeat(64)}, ${vector}, ${at})`
  await sql`insert into sessions (id, user_id, token_hash, account, created_at, last_seen_at, expires_at)
    values (${userId}, ${userId}, ${Buffer.alloc(32, 7)}, 'eip155:1:0x01', ${at}, ${at}, '2999-01-01')`
  await sql`insert into siwe_nonces (nonce, expires_at) values ('nonce000000000000', '2999-01-01')`
  await sql`insert into recovery_heartbeats (at) values (${at})`
  await sql`
    insert into jobs (id, kind, payload, state, attempts, run_at, lease_token, lease_expires_at, created_at)
    values (${newId()}, 'embed', '{}', 'running', 1, ${at}, ${userId}, ${at}, ${at})`
}
