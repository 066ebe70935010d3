import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts'
import { errorText, RawClient } from './testing/raw-client.ts'

const idleInTransactionTimeoutMs = 300

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase({ idleInTransactionTimeoutMs })
  await test.pool()`create table rooms (id int primary key)`
})
afterAll(() => test[Symbol.asyncDispose]())

const open = async (database = test.database): Promise<RawClient> => (await RawClient.open(database.port)).client

describe('a client that vanishes', () => {
  it('in a transaction leaves nothing of it', async () => {
    const [vanishing, other] = [await open(), await open()]
    await vanishing.ask('begin')
    await vanishing.ask('insert into rooms values (1)')
    vanishing.socket.resetAndDestroy()
    expect(await other.ask('select count(*) from rooms')).toEqual(['0'])
  })

  it('between Parse and Sync leaves the session to the others', async () => {
    const [vanishing, other] = [await open(), await open()]
    vanishing.parse('', 'insert into rooms values (2)')
    vanishing.execute('')
    vanishing.flush()
    await vanishing.until('C')
    vanishing.socket.destroy()
    expect(await other.ask('select count(*) from rooms')).toEqual(['0'])
  })

  it('in the middle of COPY data leaves nothing of it', async () => {
    const [vanishing, other] = [await open(), await open()]
    vanishing.query('copy rooms from stdin')
    await vanishing.until('G')
    vanishing.copyData('3\n')
    vanishing.socket.destroy()
    expect(await other.ask('select count(*) from rooms')).toEqual(['0'])
  })

  it('right after its COMMIT has committed', async () => {
    const [vanishing, other] = [await open(), await open()]
    await vanishing.ask('begin')
    vanishing.query('insert into rooms values (4)')
    vanishing.query('commit')
    vanishing.socket.end()
    await expect(vanishing.until('never')).rejects.toThrow('ended')
    expect(await other.ask('delete from rooms returning id')).toEqual(['4'])
  })
})

describe('a client that keeps the session without using it', () => {
  it('is rolled back and ended with 25P03 once others have waited long enough', async () => {
    const [idle, other] = [await open(), await open()]
    await idle.ask('begin')
    await idle.ask('insert into rooms values (5)')
    expect(await other.ask('select count(*) from rooms')).toEqual(['0'])
    const [error] = await idle.until('E')
    expect(error && errorText(error)).toMatch(/^25P03 /)
    await expect(idle.until('Z')).rejects.toThrow('ended')
  })

  it.each([
    ['by a temporary table', (client: RawClient) => client.ask('create temp table kept (id int)')],
    [
      'by never sending Sync',
      async (client: RawClient) => {
        client.parse('', 'select 1')
        client.flush()
        await client.until('1')
      },
    ],
  ])('%s is ended with 57P05 once others have waited long enough', async (_how, keep) => {
    const [idle, other] = [await open(), await open()]
    await keep(idle)
    expect(await other.ask("select coalesce(to_regclass('pg_temp.kept')::text, 'none')")).toEqual(['none'])
    const [error] = await idle.until('E')
    expect(error && errorText(error)).toMatch(/^57P05 /)
  })

  it('keeps it for as long as nobody else wants it', async () => {
    await using alone = await openTestDatabase({ idleInTransactionTimeoutMs: 1 })
    const client = await open(alone.database)
    await client.ask('begin')
    await client.ask('create table mine (id int)')
    // Another server's time, in which this one has nothing to do but watch the idle transaction.
    await test.pool()`select pg_sleep(0.1)`
    await client.ask('commit')
    expect(await client.ask('select count(*) from mine')).toEqual(['0'])
  })
})

describe('closing', () => {
  it('lets what was sent and an open transaction finish, ends the idle, and refuses new clients', async () => {
    const closing = await openTestDatabase()
    const { port } = closing.database
    const [idle, working] = [await open(closing.database), await open(closing.database)]
    await working.ask('create table written (id int)')
    await working.ask('begin')
    const closed = closing.database.close()
    const [error] = await idle.until('E')
    expect(error && errorText(error)).toMatch(/^57P01 /)
    await working.ask('insert into written values (1)')
    await working.ask('commit')
    expect(errorText((await working.until('E'))[0] as never)).toMatch(/^57P01 /)
    await closed
    await expect(RawClient.open(port)).rejects.toThrow('ended')
    await closing[Symbol.asyncDispose]()
  })

  it('twice is closing once', async () => {
    const closing = await openTestDatabase()
    await Promise.all([closing.database.close(), closing.database.close()])
    await closing[Symbol.asyncDispose]()
  })
})
