import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyDump } from './apply-dump.ts'

describe('applyDump', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await startTestDatabase()
  })
  afterAll(() => database.close())

  async function* chunks(text: string) {
    for (let at = 0; at < text.length; at += 1_000) yield text.slice(at, at + 1_000)
  }
  const apply = (text: string) => applyDump(database.sql, { name: 'dump', text: chunks(text) })
  const tables = async () => {
    const rows = await database.sql`select to_regclass('public.loaded') is not null as present`
    return rows[0]?.present
  }

  it('loads statements in several batches', async () => {
    const inserts = Array.from({ length: 20_000 }, (_, index) => `insert into public.loaded values (${index}, 'a;b');`)
    await apply(
      `\\restrict abc\ncreate table public.loaded (id int, value text);\n${inserts.join('\n')}\n\\unrestrict abc\n`,
    )
    expect(await database.sql`select count(*)::int as rows from loaded`).toEqual([{ rows: 20_000 }])
    await database.sql`drop table loaded`
  })

  it.each([
    ['a statement that fails', 'insert into public.loaded values (null, 1/0);', { code: 'dump_refused' }],
    ['a statement that is cut off', "insert into public.loaded values ('", { code: 'dump_unreadable' }],
    ['a command to psql', '\\! touch /tmp/owned\n', { code: 'dump_unreadable', parameters: { line: 2 } }],
    ['COPY data', 'copy public.loaded from stdin;\n1\tx\n\\.\n', { code: 'dump_unreadable', parameters: { line: 2 } }],
  ])('keeps nothing of a dump with %s', async (_what, last, error) => {
    await expect(apply(`create table public.loaded (id int, value text);\n${last}`)).rejects.toMatchObject(error)
    expect(await tables()).toBe(false)
  })

  it('names the lines and the reason of a refused statement', async () => {
    const dump = 'create table public.loaded (id int);\n\ninsert into public.loaded\nvalues (1/0);'
    await expect(apply(dump)).rejects.toMatchObject({
      code: 'dump_refused',
      message: 'the database refused the dump dump in lines 1 to 3: division by zero',
    })
  })
})
