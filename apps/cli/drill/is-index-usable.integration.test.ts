import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isIndexUsable } from './is-index-usable.ts'

describe('isIndexUsable', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await startTestDatabase()
  })
  afterAll(() => database.close())

  it('is true for the valid index, on an empty table too', async () => {
    expect(await isIndexUsable(database.sql)).toBe(true)
  })

  it('is false while the index is invalid, and when it is gone', async () => {
    const { sql, superuser } = database
    await superuser`update pg_index set indisvalid = false where indexrelid = 'embeddings_embedding_idx'::regclass`
    expect(await isIndexUsable(sql)).toBe(false)
    await sql`drop index embeddings_embedding_idx`
    expect(await isIndexUsable(sql)).toBe(false)
  })
})
