import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts'
import { RawClient } from './testing/raw-client.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

const open = async (parameters: Record<string, string> = {}): Promise<RawClient> =>
  (await RawClient.open(test.database.port, parameters)).client

describe('settings', () => {
  it.each([
    ['SET', "set work_mem = '7MB'", 'show work_mem', '7MB', '4MB'],
    ['SET TIME ZONE', "set time zone 'Asia/Tokyo'", 'show timezone', 'Asia/Tokyo', 'UTC'],
    [
      'set_config',
      "select set_config('search_path', 'pg_catalog', false)",
      'show search_path',
      'pg_catalog',
      '"$user", public',
    ],
    [
      'a custom setting',
      "set app.name = 'alice'",
      "select coalesce(current_setting('app.name', true), '')",
      'alice',
      '',
    ],
    [
      'a quoted custom setting',
      `set app."user" = 'eve'`,
      "select coalesce(current_setting('app.user', true), '')",
      'eve',
      '',
    ],
    [
      'SET SESSION CHARACTERISTICS',
      'set session characteristics as transaction read only',
      'show default_transaction_read_only',
      'on',
      'off',
    ],
    ['SET in a transaction', "begin; set work_mem = '9MB'; commit", 'show work_mem', '9MB', '4MB'],
    ['SET with RESET of something else', "set work_mem = '7MB'; reset timezone", 'show work_mem', '7MB', '4MB'],
    ['a hidden statement', "/* ; */ select ';'; -- x\nset work_mem = '8MB'", 'show work_mem', '8MB', '4MB'],
    ['DO', "do $$ begin perform set_config('work_mem', '6MB', false); end $$", 'show work_mem', '6MB', '4MB'],
  ])('of one client (%s) stay with it and do not reach another', async (_what, change, show, changed, fresh) => {
    const [setter, other] = [await open(), await open()]
    await setter.ask(change)
    expect(await other.ask(show)).toEqual([fresh])
    expect(await setter.ask(show)).toEqual([changed])
    expect(await other.ask(show)).toEqual([fresh])
    setter.socket.destroy()
    other.socket.destroy()
  })

  it('made through bound parameters stay with their client', async () => {
    const [sql, other] = [test.pool(), await open()]
    await sql`select set_config(${'app.tenant'}, ${'t-1'}, false)`
    expect(await other.ask("select coalesce(current_setting('app.tenant', true), '')")).toEqual([''])
    expect(await sql`select current_setting('app.tenant') as tenant`).toEqual([{ tenant: 't-1' }])
  })

  it('made inside a function stay with their client', async () => {
    const [setter, other] = [await open(), await open()]
    await setter.ask(`create function become(name text) returns text language plpgsql as $$
      begin return set_config('application_name', name, false); end $$`)
    await setter.ask("select become('inside')")
    expect(await other.ask('show application_name')).toEqual([''])
    expect(await setter.ask('show application_name')).toEqual(['inside'])
    await setter.ask('drop function become')
  })

  it('of more custom names than are kept do not reach another client', async () => {
    const [setter, other] = [await open(), await open()]
    for (let index = 0; index < 120; index++) await setter.ask(`set app.n${index} = 'x'`)
    expect(await other.ask("select coalesce(current_setting('app.n119', true), '')")).toEqual([''])
  })

  it('that a transaction rolled back are gone', async () => {
    const [setter, other] = [await open(), await open()]
    await setter.ask("begin; set work_mem = '9MB'; rollback")
    await other.ask('select 1')
    expect(await setter.ask('show work_mem')).toEqual(['4MB'])
  })

  it('of the startup packet hold for their client, also after RESET and DISCARD', async () => {
    const client = await open({ application_name: 'mine', options: '-c work_mem=5MB --timezone=Asia/Tokyo' })
    const other = await open()
    const show =
      "select current_setting('application_name') || ' ' || current_setting('work_mem') || ' ' || current_setting('timezone')"
    for (const change of ['select 1', "set work_mem = '6MB'; reset all", 'discard all']) {
      await client.ask(change)
      expect(await other.ask(show)).toEqual([' 4MB UTC'])
      expect(await client.ask(show)).toEqual(['mine 5MB Asia/Tokyo'])
    }
  })

  it('are reported to a client as its own', async () => {
    const other = await open()
    await other.ask("set timezone = 'Asia/Tokyo'")
    const { messages } = await RawClient.open(test.database.port, { application_name: 'reported' })
    const reported = new Map(
      messages.filter(({ type }) => type === 'S').map(({ body }) => body.toString().split('\0') as [string, string]),
    )
    expect(reported.get('TimeZone')).toBe('UTC')
    expect(reported.get('application_name')).toBe('reported')
    expect(reported.get('server_version')).toMatch(/^18\./)
  })
})

describe('transactions', () => {
  it('show nothing to others before they commit, and make others wait instead of mixing', async () => {
    const [writer, reader] = [await open(), await open()]
    await writer.ask('create table parcels (id int primary key)')
    await writer.ask('begin')
    await writer.ask('insert into parcels values (1)')
    const seen = reader.ask('select count(*) from parcels')
    await writer.ask('insert into parcels values (2)')
    await writer.ask('commit')
    expect(await seen).toEqual(['2'])
  })

  it('that failed keep answering 25P02 to their client only', async () => {
    const [failing, other] = [await open(), await open()]
    await failing.ask('begin')
    await expect(failing.ask('select 1/0')).rejects.toThrow('22012')
    const waiting = other.ask("select 'fine'")
    await expect(failing.ask('select 1')).rejects.toThrow('25P02')
    await failing.ask('rollback')
    expect(await waiting).toEqual(['fine'])
  })
})

describe('prepared statements', () => {
  it('of the same name in several clients are each their own', async () => {
    const clients = [await open(), await open(), await open()]
    for (const [index, client] of clients.entries()) {
      client.parse('same', `select 'client ${index}'`)
      client.sync()
      await client.values()
    }
    for (const [index, client] of [...clients.entries(), ...clients.entries()]) {
      client.execute('same')
      client.sync()
      expect(await client.values()).toEqual([`client ${index}`])
    }
  })

  it('without a name last until their client prepares the next, whatever others do', async () => {
    const [first, second] = [await open(), await open()]
    first.parse('', "select 'first'")
    first.sync()
    await first.values()
    second.parse('', "select 'second'")
    second.sync()
    await second.values()
    await second.ask('select 1')
    first.execute('')
    first.sync()
    expect(await first.values()).toEqual(['first'])
  })

  it('survive what another client does to the whole session', async () => {
    const [client, other] = [await open(), await open()]
    client.parse('kept', "select 'kept'")
    client.sync()
    await client.values()
    for (const wipe of ['discard all', 'deallocate all']) {
      await other.ask(wipe)
      client.execute('kept')
      client.sync()
      expect(await client.values()).toEqual(['kept'])
    }
  })

  it('are not interleaved with others between Parse, Flush and Bind', async () => {
    const [client, other] = [await open(), await open()]
    client.parse('', "select 'mine'")
    client.flush()
    expect((await client.until('1')).map(({ type }) => type)).toEqual(['1'])
    const waiting = other.ask("select 'other'")
    client.execute('')
    client.sync()
    expect(await client.values()).toEqual(['mine'])
    expect(await waiting).toEqual(['other'])
  })

  it('keep the portal that was bound to them, over a Flush, until Sync', async () => {
    const [client, other] = [await open(), await open()]
    client.parse('', "select 'mine'")
    client.bind('')
    client.flush()
    await client.until('2')
    const waiting = other.ask("select 'other'")
    client.executePortal()
    client.sync()
    expect(await client.values()).toEqual(['mine'])
    expect(await waiting).toEqual(['other'])
  })

  it('report their errors at their place and leave the connection usable', async () => {
    const [client, other] = [await open(), await open()]
    client.parse('later', 'select * from soon_gone')
    client.sync()
    await expect(client.values()).rejects.toThrow('42P01')
    await client.ask('create table soon_gone (id int)')
    client.parse('later', 'select * from soon_gone')
    client.sync()
    await client.values()
    await other.ask('drop table soon_gone')
    await other.ask('discard all')
    client.execute('later')
    client.sync()
    await expect(client.values()).rejects.toThrow('42P01')
    await client.ask('create table soon_gone (id int)')
    client.execute('later')
    client.sync()
    expect(await client.values()).toEqual([])
  })

  it('can be deallocated by the name that their client gave them', async () => {
    const [client, other] = [await open(), await open()]
    for (const one of [client, other]) {
      one.parse('gone', "select 'here'")
      one.sync()
      await one.values()
    }
    await client.ask('deallocate gone')
    client.execute('gone')
    client.sync()
    await expect(client.values()).rejects.toThrow('26000')
    other.execute('gone')
    other.sync()
    expect(await other.values()).toEqual(['here'])
  })

  it('without a name outlive a change of routines', async () => {
    const client = await open()
    await client.ask('create function harmless() returns int language sql as $$ select 1 $$')
    client.parse('', "select 'kept'")
    client.sync()
    await client.values()
    client.execute('')
    client.sync()
    expect(await client.values()).toEqual(['kept'])
    await client.ask('drop function harmless')
  })
})

describe('what cannot be shared', () => {
  it.each([
    [
      'a temporary table',
      'create temp table notes (id int)',
      'insert into notes values (1) returning id',
      'drop table notes',
    ],
    ['a prepared statement of SQL', 'prepare one as select 1', 'execute one', 'deallocate one'],
    ['a cursor WITH HOLD', 'declare held cursor with hold for select 1', 'fetch held', 'close held'],
    ['a session advisory lock', 'select pg_advisory_lock(1)', 'select 1', 'select pg_advisory_unlock(1)'],
    ['LISTEN', 'listen news', 'select 1', 'unlisten news'],
    ['a role', 'set role pg_read_all_data', 'select 1', 'reset role'],
  ])('%s keeps others waiting until its client gives it up', async (_what, pin, use, release) => {
    const [pinned, other] = [await open(), await open()]
    await pinned.ask(pin)
    let answered = false
    const waiting = other.ask('select current_user').then((rows) => {
      answered = true
      return rows
    })
    await pinned.ask(use)
    await pinned.ask(use.startsWith('fetch') ? 'select 1' : use)
    expect(answered).toBe(false)
    await pinned.ask(release)
    expect(await waiting).toEqual(['admin'])
    expect(await pinned.ask('select 1')).toEqual(['1'])
  })

  it('is gone for everybody when its client leaves', async () => {
    const [pinned, other] = [await open(), await open()]
    await pinned.ask('create temp table leftover (id int)')
    pinned.socket.destroy()
    await expect(other.ask('select * from leftover')).rejects.toThrow('42P01')
  })

  it('is given up by DISCARD ALL', async () => {
    const [pinned, other] = [await open(), await open()]
    await pinned.ask('create temp table discarded (id int)')
    const waiting = other.ask('select 1')
    await pinned.ask('discard all')
    expect(await waiting).toEqual(['1'])
    await expect(pinned.ask('select * from discarded')).rejects.toThrow('42P01')
  })

  it('is refused when it would be a wrong answer: lastval after another client', async () => {
    const [client, other] = [await open(), await open()]
    await client.ask('create sequence counter')
    await client.ask("select nextval('counter')")
    expect(await client.ask('select lastval()')).toEqual(['1'])
    await other.ask("select nextval('counter')")
    await expect(client.ask('select lastval()')).rejects.toThrow('0A000')
  })
})
