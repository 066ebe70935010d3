import type { Sql } from '@aura-sign/postgres'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareDatabases } from './compare-databases.ts'
import type { DatabaseDescription } from './database-description.ts'
import { describeDatabase } from './describe-database.ts'

class Undo extends Error {}

describe('compareDatabases', () => {
  let database: TestDatabase
  let before: DatabaseDescription
  beforeAll(async () => {
    database = await startTestDatabase()
    await fill(database.sql)
    before = await describe_(database.sql)
  })
  afterAll(() => database.close())

  const describe_ = (sql: Pick<Sql, 'unsafe'>) => describeDatabase((text) => sql.unsafe(text))

  /** Describes the database with a fault planted, which is undone again. */
  async function withFault(plant: string): Promise<DatabaseDescription> {
    let found: DatabaseDescription | undefined
    // As superuser: the owner of a database may not write to the catalogue of the server.
    const undone = database.superuser.begin(async (transaction) => {
      await transaction.unsafe(plant)
      found = await describe_(transaction)
      throw new Undo()
    })
    await expect(undone).rejects.toBeInstanceOf(Undo)
    if (!found) throw new Error('the fault was not planted')
    return found
  }

  it('is green for the same content in another order', async () => {
    // Rewrites every row, so that none lies where it was.
    await database.sql`update users set statement = statement`
    await database.sql`cluster embeddings using embeddings_pkey`
    const checks = compareDatabases(before, await describe_(database.sql))
    expect(checks.filter((check) => !check.ok)).toEqual([])
    expect(checks.map((check) => check.name)).toContain('content fingerprints')
  })

  it('is green whatever the settings of the session say about text', async () => {
    const settings = `set timezone = 'Asia/Tokyo'; set datestyle = 'SQL, DMY'; set bytea_output = 'escape'; set extra_float_digits = -5`
    const found = await withFault(settings.replaceAll('set ', 'set local '))
    expect(compareDatabases(before, found).filter((check) => !check.ok)).toEqual([])
  })

  it.each([
    [
      'row counts',
      'a missing row',
      `delete from embeddings where id = '${id(3)}'`,
      /embeddings has 9 rows instead of 10/,
    ],
    ['row counts', 'an extra row', `insert into siwe_nonces values ('extra0000000000000', null, now())`, /siwe_nonces/],
    [
      'content fingerprints',
      'a changed value',
      `update users set statement = 'changed' where id = '${id(3)}'`,
      /users/,
    ],
    [
      'content fingerprints',
      'a value turned to null',
      `update users set statement = null where id = '${id(3)}'`,
      /users/,
    ],
    [
      'content fingerprints',
      'the last digit of one component of a vector',
      `update embeddings set embedding =
         (left(embedding::text, -1) || '1]')::vector where id = '${id(3)}'`,
      /embeddings/,
    ],
    [
      'content fingerprints',
      'two rows that swapped a value',
      `update users set statement = case id when '${id(3)}' then 'statement 4' else 'statement 3' end
       where id in ('${id(3)}', '${id(4)}')`,
      /users/,
    ],
    ['tables', 'a missing table', 'drop table embeddings', /embeddings is missing/],
    ['tables', 'an extra table', 'create table leftover (id int)', /leftover should not be there/],
    [
      'tables',
      'a missing column',
      'alter table users drop column statement_updated_at',
      /statement_updated_at is missing/,
    ],
    [
      'schema version',
      'an older schema',
      `delete from schema_migrations where version = (select max(version) from schema_migrations)`,
      /instead of/,
    ],
    ['indexes', 'a missing index', 'drop index embeddings_embedding_idx', /embeddings_embedding_idx is missing/],
    [
      'indexes',
      'an index whose build broke off',
      `update pg_index set indisvalid = false where indexrelid = 'embeddings_embedding_idx'::regclass`,
      /embeddings_embedding_idx is missing/,
    ],
    [
      'definitions',
      'a dropped constraint',
      'alter table siwe_nonces add constraint planted check (true); alter table siwe_nonces drop constraint siwe_nonces_pkey',
      /constraint siwe_nonces.siwe_nonces_pkey is missing/,
    ],
    [
      'definitions',
      'another type of a column',
      'alter table users alter column statement type varchar(9000)',
      /column users.statement is "character varying/,
    ],
    [
      'definitions',
      'an index with another operator class',
      `drop index embeddings_embedding_idx;
      create index embeddings_embedding_idx on embeddings using hnsw (embedding vector_l2_ops)`,
      /index embeddings.embeddings_embedding_idx is ".*vector_l2_ops/,
    ],
    ['newest heartbeat', 'a missing heartbeat', 'delete from recovery_heartbeats', /none instead of 2026-11-23/],
  ])('shows %s red on %s', async (check, _fault, plant, detail) => {
    const checks = compareDatabases(before, await withFault(plant))
    expect(checks.find(({ name }) => name === check)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(detail),
    })
  })

  it('shows extensions red on a missing extension', () => {
    const found = { ...before, extensions: { plpgsql: '1.0' } }
    const check = compareDatabases(before, found).find(({ name }) => name === 'extensions')
    expect(check).toEqual({ name: 'extensions', ok: false, detail: 'vector is missing' })
  })

  it('records the newest time in each table that is not in the future', () => {
    expect(before.tables.users?.newestAt).toBe('2026-11-23T10:00:00.123000Z')
    expect(before.tables.siwe_nonces?.newestAt).toBeNull()
    expect(before.newestHeartbeat).toEqual({ at: '2026-11-23T10:00:01.500000Z', lsn: '0/AB' })
  })

  it('puts the settings of the session back', async () => {
    await database.sql.begin(async (transaction) => {
      await transaction`set local timezone = 'Asia/Tokyo'`
      await describe_(transaction)
      expect(await transaction`show timezone`).toEqual([{ TimeZone: 'Asia/Tokyo' }])
      expect((await transaction`show search_path`)[0]?.search_path).toContain('public')
    })
  })
})

function id(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

async function fill(sql: Sql): Promise<void> {
  const at = '2026-11-23T10:00:00.123Z'
  for (let index = 0; index < 10; index += 1) {
    const vector = `[${Array.from({ length: 384 }, (_, component) => Math.sin(index * 384 + component).toFixed(5)).join(',')}]`
    await sql`insert into users (id, founding_account, statement, created_at)
      values (${id(index)}, ${`eip155:1:${index}`}, ${`statement ${index}`}, ${at})`
    await sql`insert into embeddings (id, user_id, model, source_hash, embedding, updated_at)
      values (${id(index)}, ${id(index)}, 'hash', ${'0'.repeat(64)}, ${vector}, ${at})`
  }
  await sql`insert into siwe_nonces (nonce, expires_at) values ('nonce000000000000', '2999-01-01')`
  await sql`insert into recovery_heartbeats (at, lsn) values ('2026-11-23T10:00:01.5Z', '0/AB')`
}
