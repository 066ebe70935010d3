import { randomUUID } from 'node:crypto'
import type { Sql } from '@aura-sign/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, runPsql, type TestDatabase } from './testing/open-test-database.ts'
import { errorText, RawClient } from './testing/raw-client.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
  await test.pool()`create table counters (id int primary key, value int not null default 0)`
  await test.pool()`insert into counters select generate_series(1, 8)`
})
afterAll(() => test[Symbol.asyncDispose]())

/** One client's mix of protocols: every answer carries the client's own value, so a mixed-up answer shows. */
async function mixedWork(sql: Sql, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const mine = randomUUID()
    const id = 1 + (round % 8)
    expect(await sql`select ${mine}::text as mine`).toEqual([{ mine }])
    expect((await sql.unsafe(`select '${mine}' as mine; select '${mine}' || '!' as mine`)).flat()).toEqual([
      { mine },
      { mine: `${mine}!` },
    ])
    await sql`update counters set value = value + 1 where id = ${id}`
    await sql.begin(async (transaction) => {
      const [row] = await transaction`select value from counters where id = ${id}`
      await transaction`update counters set value = ${row?.value + 1} where id = ${id}`
    })
    await expect(sql`select ${mine}::int`).rejects.toMatchObject({ code: '22P02' })
    const values = await sql`select value from generate_series(1, 500) as value where ${mine}::text is not null`
    expect(values.map(({ value }) => value)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
  }
}

describe('many clients at once', () => {
  it('each get their own answers, and no increment is lost, with ten pools of postgres.js and four psql', async () => {
    const pools = Array.from({ length: 10 }, () => test.pool(4))
    const rounds = 8
    const psql = Array.from({ length: 4 }, async () => {
      const mine = randomUUID()
      const increments = Array.from({ length: 10 }, () => 'update counters set value = value + 1 where id = 8')
      const { stdout, stderr } = await runPsql(test.url, [
        `prepare mine as select '${mine}'`,
        `set application_name = '${mine}'`,
        ...increments,
        'begin',
        'update counters set value = value + 1 where id = 8',
        'commit',
        'execute mine',
        'show application_name',
      ])
      expect([stderr, stdout]).toEqual(['', `${mine}\n${mine}`])
    })
    await Promise.all([...pools.flatMap((pool) => [mixedWork(pool, rounds), mixedWork(pool, rounds)]), ...psql])
    const [total] = await test.pool()`select sum(value)::int as sum from counters`
    expect(total).toEqual({ sum: 10 * 2 * rounds * 2 + 4 * 11 })
  })

  it('are served in turn: one with a thousand statements waiting does not delay another by them all', async () => {
    const [busy, other] = [
      (await RawClient.open(test.database.port)).client,
      (await RawClient.open(test.database.port)).client,
    ]
    for (let index = 0; index < 1000; index++)
      busy.query("update counters set value = value + 1 where id = 1 returning 'busy'")
    await busy.until('Z')
    await other.ask('select 1')
    let answered = 1
    const rest = (async () => {
      for (; answered < 1000; answered++) await busy.until('Z')
    })()
    await other.ask('select 1')
    expect(answered).toBeLessThan(1000)
    await rest
  })

  it('get a clear refusal above the limit, and room again when one leaves', async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(test.database.port)))
    const admitted = clients.filter(({ messages }) => messages.at(-1)?.type === 'Z')
    expect(admitted.length).toBeGreaterThan(40)
    const refused = await runPsql(test.url, ['select 1'])
    expect(refused.stderr).toContain('too many clients')
    for (const { client } of clients) client.socket.destroy()
    expect((await RawClient.open(test.database.port)).messages.at(-1)?.type).toBe('Z')
  })
})

describe('what is too much', () => {
  const refusal = async (client: RawClient): Promise<string> => {
    const error = (await client.until('E')).at(-1)
    return error ? errorText(error) : ''
  }

  it.each([
    [
      'a result',
      '54000',
      (client: RawClient) => client.query("select repeat('x', 1000000) from generate_series(1, 300)"),
    ],
    [
      'input without an end',
      '54000',
      (client: RawClient) => {
        for (let index = 0; index < 140; index++) client.parse('', `select '${'x'.repeat(1_000_000)}'`)
      },
    ],
    [
      'a message that announces too many bytes',
      '08P01',
      (client: RawClient) => client.socket.write('Q\x7f\xff\xff\xff', 'latin1'),
    ],
    [
      'prepared statements',
      '53400',
      (client: RawClient) => {
        for (let index = 0; index < 2_001; index++) client.parse(`s${index}`, 'select 1')
        client.sync()
      },
    ],
  ])('%s ends its client with %s, and nobody else', async (_what, sqlState, send) => {
    const [greedy, other] = [
      (await RawClient.open(test.database.port)).client,
      (await RawClient.open(test.database.port)).client,
    ]
    send(greedy)
    expect(await refusal(greedy)).toMatch(new RegExp(`^${sqlState} `))
    await expect(greedy.until('Z')).rejects.toThrow('ended')
    expect(await other.ask("select count(*) from pg_prepared_statements where name ~ '\\.s\\d+$'")).toEqual(['0'])
  })
})

describe('large messages', () => {
  it('of some megabytes go in and come out whole', async () => {
    const text = 'aura'.repeat(2_000_000)
    const [row] = await test.pool()`select ${text}::text as text, length(${text}::text) as length`
    expect(row).toEqual({ text, length: text.length })
  })

  it('are not produced for a client that does not read them, and the others go on', async () => {
    const { client } = await RawClient.open(test.database.port)
    const other = test.pool()
    await other`create sequence produced`
    client.socket.pause()
    for (let index = 0; index < 200; index++) client.query("select repeat('x', 1000000 + 0 * nextval('produced')::int)")
    // Taking turns, the server would have run all 200 by the time the other has been served 300 times.
    for (let index = 0; index < 300; index++) await other`select 1`
    const [produced] = await other`select last_value::int as value from produced`
    expect(produced?.value).toBeLessThan(100)
    client.socket.resume()
    for (let index = 0; index < 200; index++) expect((await client.values())[0]?.length).toBe(1_000_000)
  })
})
