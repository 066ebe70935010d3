import { randomUUID } from 'node:crypto'
import type { Sql } from '@aura-sign/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, runPsql, type TestDatabase } from './testing/open-test-database.ts'
import { RawClient } from './testing/raw-client.ts'

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

describe('large messages', () => {
  it('of some megabytes go in and come out whole', async () => {
    const text = 'aura'.repeat(2_000_000)
    const [row] = await test.pool()`select ${text}::text as text, length(${text}::text) as length`
    expect(row).toEqual({ text, length: text.length })
  })

  it('sent by a client that reads slowly wait for it without stopping the others', async () => {
    const { client } = await RawClient.open(test.database.port)
    client.socket.pause()
    for (let index = 0; index < 20; index++) client.query("select repeat('x', 1000000)")
    expect(await test.pool()`select 1 as one`).toEqual([{ one: 1 }])
    client.socket.resume()
    for (let index = 0; index < 20; index++) expect((await client.values())[0]?.length).toBe(1_000_000)
  })
})
