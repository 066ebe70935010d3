import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatabaseSnapshot } from './embedded-database.ts'
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

async function dumpText(snapshot: DatabaseSnapshot): Promise<string> {
  return Buffer.concat(await Array.fromAsync(snapshot.dump())).toString()
}

describe('a snapshot', () => {
  it('has queries and a dump of one state while writers go on, and loads into another database', async () => {
    const sql = test.pool(5)
    await sql.unsafe(`create table events (id serial primary key, at timestamptz default now(), v vector(3), note text);
      create index events_v_idx on events using hnsw (v vector_l2_ops)`)
    let writing = true
    const writers = Array.from({ length: 5 }, async (_, writer) => {
      for (let written = 0; writing; written++) {
        await sql`insert into events (v, note) values (${`[${writer},${written},1]`}, ${`it's\n${writer}`})`
      }
    })
    await sql`select pg_sleep(0.01)`
    const taken = await test.database.snapshot(async (snapshot) => {
      const before = await snapshot.query('select count(*) as rows, max(id) as newest from events')
      const dump = await dumpText(snapshot)
      return { before, dump, after: await snapshot.query('select count(*) as rows, max(id) as newest from events') }
    })
    writing = false
    await Promise.all(writers)
    expect(taken.after).toEqual(taken.before)
    expect(Number(taken.before[0]?.rows)).toBeGreaterThan(0)

    await using copy = await openTestDatabase()
    await copy.pool()`drop schema public cascade`
    await copy.pool()`create schema public`
    const file = join(copy.directory, '..', 'dump.sql')
    await writeFile(file, taken.dump)
    const loaded = await copy.psql(`\\i '${file}'`)
    expect([loaded.exitCode, loaded.stderr]).toEqual([0, ''])
    expect((await copy.psql('select count(*), max(id) from public.events')).stdout).toBe(
      `${taken.before[0]?.rows}|${taken.before[0]?.newest}`,
    )
    expect((await copy.psql("select indexdef from pg_indexes where indexname = 'events_v_idx'")).stdout).toContain(
      'hnsw',
    )
  })

  it('dumps texts with lines like those that pg_dump means for psql, unchanged', async () => {
    const texts = [
      'a\n\\restrict b\nc',
      '\r\\unrestrict x',
      'x\u2028\\RESTRICT',
      '\\restrict',
      "it's\n\\restrict",
      'ü\n\\restrictly',
    ]
    const sql = test.pool()
    await sql`create table texts (text text)`
    await sql`insert into texts select unnest(${texts}::text[])`
    const dump = await test.database.snapshot(dumpText)
    for (const text of texts) expect(dump).toContain(`('${text.replaceAll("'", "''")}')`)
    expect(dump).not.toMatch(/^\\/)
  })

  it('leaves the clients their settings, statements and transactions', async () => {
    const sql = test.pool()
    await sql`set work_mem = '7MB'`
    const query = () => sql`select current_setting('work_mem') as work_mem, ${1}::int as one`
    const before = await query()
    await test.database.snapshot(async (snapshot) => {
      await dumpText(snapshot)
      await snapshot.query("set work_mem = '9MB'; create temp table left_open (id int); begin")
    })
    expect(await query()).toEqual(before)
  })

  it('waits for an open transaction, and the clients wait for it', async () => {
    const sql = test.pool(2)
    await sql`create table order_of_events (what text)`
    let snapshot: Promise<unknown> | undefined
    await sql.begin(async (transaction) => {
      snapshot = test.database.snapshot((taken) => taken.query('select what from order_of_events'))
      await transaction`insert into order_of_events values ('committed')`
    })
    expect(await snapshot).toEqual([{ what: 'committed' }])
  })

  it('gives values as postgres.js does', async () => {
    const select = `select 1 as int4, 2::int8 as int8, 1.5::float8 as float8, 1.50::numeric as numeric, true as bool, 'x' as text,
      null as nothing, '{"a":[1]}'::jsonb as json, '2026-01-02T03:04:05Z'::timestamptz as time, '\\x00ff'::bytea as bytes`
    const rows = await test.database.snapshot((snapshot) => snapshot.query(select))
    expect(rows).toEqual([
      {
        ...{ int4: 1, int8: '2', float8: 1.5, numeric: '1.50', bool: true, text: 'x', nothing: null },
        ...{ json: { a: [1] }, time: new Date('2026-01-02T03:04:05Z'), bytes: new Uint8Array([0, 255]) },
      },
    ])
  })

  it('whose dump fails says why', async () => {
    const dump = test.database.snapshot(async (snapshot) => {
      await snapshot.query('begin; select 1')
      return await dumpText(snapshot)
    })
    await expect(dump).rejects.toThrow('SET TRANSACTION ISOLATION LEVEL must be called before any query')
  })

  it('that fails passes the error on and gives the session back', async () => {
    await expect(test.database.snapshot((snapshot) => snapshot.query('select 1/0'))).rejects.toThrow('22012')
    await expect(
      test.database.snapshot(async () => {
        throw new Error('mine')
      }),
    ).rejects.toThrow('mine')
    expect(await test.pool()`select 1 as one`).toEqual([{ one: 1 }])
  })

  it('may be asked for by several at once: one after the other', async () => {
    const order: string[] = []
    await Promise.all(
      ['first', 'second'].map((name) =>
        test.database.snapshot(async (snapshot) => {
          order.push(`${name} begins`)
          await snapshot.query('select 1')
          await dumpText(snapshot)
          order.push(`${name} ends`)
        }),
      ),
    )
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  })

  it('cannot be used after it has ended', async () => {
    const kept = await test.database.snapshot(async (snapshot) => snapshot)
    await expect(kept.query('select 1')).rejects.toThrow('ended')
  })
})

describe('the main thread', () => {
  it('goes on turning its event loop while a query and a dump run', async () => {
    const turnsDuring = async (work: Promise<unknown>): Promise<number> => {
      let running = true
      void work.finally(() => {
        running = false
      })
      let turns = 0
      for (; running; turns++) await new Promise((resolve) => setImmediate(resolve))
      await work
      return turns
    }
    expect(await turnsDuring(test.psql('select pg_sleep(0.5)'))).toBeGreaterThan(100)
    expect(await turnsDuring(test.database.snapshot(dumpText))).toBeGreaterThan(100)
  })
})
