import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts'
import { errorText, RawClient } from './testing/raw-client.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
  await test.pool()`create table lines (id int, text text)`
})
afterAll(() => test[Symbol.asyncDispose]())

describe('COPY', () => {
  it('takes a file in and gives it out again with psql, while others work', async () => {
    const path = join(test.directory, '..', 'lines.tsv')
    const content = Array.from({ length: 20_000 }, (_, index) => `${index}\tline ${index}`).join('\n')
    await writeFile(path, `${content}\n`)
    const others = Promise.all(Array.from({ length: 20 }, (_, index) => test.pool()`select ${index}::int as value`))
    expect((await test.psql(`\\copy lines from '${path}'`)).stderr).toBe('')
    expect((await test.psql('copy (select * from lines order by id) to stdout')).stdout).toBe(content)
    expect((await others).map(([row]) => row?.value)).toEqual(Array.from({ length: 20 }, (_, index) => index))
    await test.psql('truncate lines')
  })

  it('inside a transaction is part of it', async () => {
    const { client } = await RawClient.open(test.database.port)
    await client.ask('begin')
    await client.ask("insert into lines values (0, 'before')")
    client.query('copy lines from stdin')
    await client.until('G')
    client.copyData('1\tinside\n')
    client.copyDone()
    expect((await client.until('Z')).map(({ type }) => type)).toEqual(['C', 'Z'])
    expect(await client.ask('select count(*) from lines')).toEqual(['2'])
    await client.ask('rollback')
    expect(await client.ask('select count(*) from lines')).toEqual(['0'])
  })

  it('into a table that does not exist is refused before any data is sent, and fails the transaction', async () => {
    const { client } = await RawClient.open(test.database.port)
    await client.ask('begin')
    client.query('copy missing from stdin')
    const answer = await client.until('Z')
    expect(answer.map(({ type, body }) => (type === 'E' ? errorText({ type, body }) : type + body.toString()))).toEqual(
      [expect.stringMatching(/^42P01 /), 'ZE'],
    )
    await expect(client.ask('copy lines from stdin')).rejects.toThrow('25P02')
    await client.ask('rollback')
    expect(await client.ask('select 1')).toEqual(['1'])
  })

  it.each([
    ['broken data', 'x\ty\n', /^22P02 /],
    ['data that the client gives up', undefined, /^57014 /],
  ])('with %s fails and leaves nothing', async (_what, data, expected) => {
    const { client } = await RawClient.open(test.database.port)
    client.query('copy lines from stdin')
    await client.until('G')
    client.copyData('1\tgood\n')
    if (data) client.copyData(data)
    if (data) client.copyDone()
    else client.copyFail()
    await expect(client.values()).rejects.toThrow(expected)
    expect(await client.ask('select count(*) from lines')).toEqual(['0'])
  })

  it('works through the writable stream of postgres.js', async () => {
    const sql = test.pool()
    const stream = await sql`copy lines from stdin`.writable()
    const finished = new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject))
    stream.end('7\tstreamed\n')
    await finished
    expect(await sql`select text from lines`).toEqual([{ text: 'streamed' }])
    await sql`truncate lines`
  })

  it.each([
    ['among other statements', 'select 1; copy lines from stdin'],
    ['from a program', "copy lines from program 'echo 1'"],
    ['to a program', "copy lines to program 'cat'"],
  ])('%s is refused with a reason and without harm', async (_what, sql) => {
    const { client } = await RawClient.open(test.database.port)
    await expect(client.ask(sql)).rejects.toThrow('0A000')
    expect(await client.ask('select 1')).toEqual(['1'])
  })

  it('as a prepared statement is refused with a reason', async () => {
    const { client } = await RawClient.open(test.database.port)
    client.parse('', 'copy lines from stdin')
    client.execute('')
    client.sync()
    await expect(client.values()).rejects.toThrow('0A000')
    expect(await client.ask('select 1')).toEqual(['1'])
  })
})
