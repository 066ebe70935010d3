import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isIndexUsable } from './is-index-usable.ts'
import { withIndexBuiltLast } from './with-index-built-last.ts'

describe('isIndexUsable', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await startTestDatabase()
  })
  afterAll(() => database.close())

  it('is true for the valid index, on an empty table too', async () => {
    expect(await isIndexUsable(database.sql)).toBe(true)
  })

  it('is true of the same index again once withIndexBuiltLast has filled the table without it', async () => {
    const { sql } = database
    const definition = () => sql`select pg_get_indexdef('embeddings_embedding_idx'::regclass)`
    const before = await definition()
    let wasThere: boolean | null = null
    await withIndexBuiltLast(sql, async () => {
      wasThere = await isIndexUsable(sql)
    })
    expect([wasThere, await isIndexUsable(sql)]).toEqual([false, true])
    expect(await definition()).toEqual(before)
  })

  it('is false while the index is invalid, and when it is gone', async () => {
    const { sql, superuser } = database
    await superuser`update pg_index set indisvalid = false where indexrelid = 'embeddings_embedding_idx'::regclass`
    expect(await isIndexUsable(sql)).toBe(false)
    await sql`drop index embeddings_embedding_idx`
    expect(await isIndexUsable(sql)).toBe(false)
  })
})
