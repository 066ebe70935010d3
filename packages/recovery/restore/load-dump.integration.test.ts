import { Socket } from 'node:net'
import { AuraError } from '@aura-sign/core'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadDump } from './load-dump.ts'

describe('loadDump', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await startTestDatabase()
  })
  afterAll(() => database.close())

  async function* chunks(text: string, size = 1_000) {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const load = (text: string, size?: number) => loadDump(database.sql, { name: 'dump', bytes: chunks(text, size) })
  const isThere = async () => {
    const rows = await database.sql`select to_regclass('public.loaded') is not null as present`
    return rows[0]?.present
  }

  it('loads statements in several batches', async () => {
    const inserts = Array.from({ length: 20_000 }, (_, index) => `insert into public.loaded values (${index}, 'a;b');`)
    await load(
      `\\restrict abc\ncreate table public.loaded (id int, value text);\n${inserts.join('\n')}\n\\unrestrict abc\n`,
    )
    expect(await database.sql`select count(*)::int as rows from loaded`).toEqual([{ rows: 20_000 }])
    await database.sql`drop table loaded`
  })

  it.each([1, 2, 3, 5, 7, 1_000_000])(
    'loads COPY data with anything in it, in chunks of %i bytes, and what comes after it',
    async (size) => {
      const values = ['', 'ключ;\\\\.', "it's", '\\\\', '\\N', '—'.repeat(20)]
      const rows = values.map((value, index) => `${index}\t${value}\n`).join('')
      await load(
        `create table public.loaded (id int, value text);\ncopy public.loaded (id, value) from stdin;\n${rows}\\.\n` +
          'create table public.none (id int);\ncopy public.none from stdin;\n\\.\n\ninsert into public.loaded values (6, $$é;$$);\n',
        size,
      )
      const found = await database.sql`select value from loaded order by id`
      expect(found.map(({ value }) => value)).toEqual(['', 'ключ;\\.', "it's", '\\', null, '—'.repeat(20), 'é;'])
      expect(await database.sql`select count(*)::int as rows from none`).toEqual([{ rows: 0 }])
      await database.sql`drop table loaded, none`
    },
  )

  // Of a few rows the end would be sent when the server has acknowledged them, which it puts off for 40 ms: for each table.
  it('sends what is small at once', async () => {
    const set = vi.spyOn(Socket.prototype, 'setNoDelay')
    await using fresh = await startTestDatabase()
    await fresh.sql`select 1`
    expect(set).toHaveBeenCalledWith(true)
    set.mockRestore()
  })

  it('loads more COPY data than any buffer holds', async () => {
    const row = `${'x'.repeat(199)}\n`
    async function* dump() {
      yield Buffer.from('create table public.loaded (value text);\ncopy public.loaded from stdin;\n')
      for (let index = 0; index < 400; index += 1) yield Buffer.from(row.repeat(500))
      yield Buffer.from('\\.\n')
    }
    await loadDump(database.sql, { name: 'dump', bytes: dump() })
    expect(await database.sql`select count(*)::int as rows from loaded`).toEqual([{ rows: 200_000 }])
    await database.sql`drop table loaded`
  })

  const copied = 'copy public.loaded from stdin;\n'
  it.each([
    ['a statement that fails', 'insert into public.loaded values (null, 1/0);', { code: 'dump_refused' }],
    ['a statement that is cut off', "insert into public.loaded values ('", { code: 'dump_unreadable' }],
    ['a command to psql', '\\! touch /tmp/owned\n', { code: 'dump_unreadable', parameters: { line: 2 } }],
    ['a command to psql after a block of data', `${copied}1\tx\n\\.\n\\! touch\n`, { parameters: { line: 5 } }],
    ['COPY data without an end', `${copied}1\tx\n`, { code: 'dump_unreadable', parameters: { line: 2 } }],
    ['COPY data that end in the mark that ends them', `${copied}1\tx\n\\.`, { code: 'dump_unreadable' }],
    ['no data at all after COPY', 'copy public.loaded from stdin;', { code: 'dump_unreadable' }],
  ])('keeps nothing of a dump with %s', async (_what, last, error) => {
    await expect(load(`create table public.loaded (id int, value text);\n${last}`)).rejects.toMatchObject(error)
    expect(await isThere()).toBe(false)
  })

  it('refuses SQL that is not UTF-8', async () => {
    async function* dump() {
      yield Buffer.from([...Buffer.from("select '"), 0xff, ...Buffer.from("';")])
    }
    const loaded = loadDump(database.sql, { name: 'dump', bytes: dump() })
    await expect(loaded).rejects.toMatchObject({
      code: 'backup_corrupt',
      parameters: { detail: 'its text is not UTF-8' },
    })
  })

  it('names the lines and the reason of a refused statement', async () => {
    const dump = 'create table public.loaded (id int);\n\ninsert into public.loaded\nvalues (1/0);'
    await expect(load(dump)).rejects.toMatchObject({
      code: 'dump_refused',
      message: 'the database refused the dump dump in lines 1 to 3: division by zero',
    })
  })

  it.each([
    ['in its first rows', 3, 200_000],
    ['in its last row', 9, 9],
    ['in its only row', 1, 1],
  ])('names table, line and column of refused COPY data %s, and not the value', async (_where, bad, last) => {
    const rows = Array.from({ length: last }, (_, index) => (index + 1 === bad ? 'secret' : String(index)))
    const dump = `create table public.loaded (id int);\ncopy public.loaded (id) from stdin;\n${rows.join('\n')}\n\\.\n`
    const error = await load(dump, 65_536).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'dump_refused', parameters: { name: 'dump', line: 2 } })
    expect(String(error)).toContain(`(COPY loaded, line ${bad}, column id)`)
    expect(await isThere()).toBe(false)
  })

  it('keeps nothing, and says what happened, when the dump breaks off in its data', async () => {
    async function* dump() {
      yield Buffer.from('create table public.loaded (value text);\ncopy public.loaded from stdin;\n1\n')
      throw new AuraError('backup_corrupt', { name: 'dump', detail: 'planted' })
    }
    const loaded = loadDump(database.sql, { name: 'dump', bytes: dump() })
    await expect(loaded).rejects.toMatchObject({ code: 'backup_corrupt' })
    expect(await isThere()).toBe(false)
  })
})
