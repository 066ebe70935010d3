import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, runCommand, runPsql, type TestDatabase } from './testing/open-test-database.ts'
import { errorText, RawClient, type ServerMessage } from './testing/raw-client.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

const identity = { user: 'admin', database: 'aura' }
const last = (messages: readonly ServerMessage[]): string => {
  const message = messages.at(-1)
  return message?.type === 'E' ? errorText(message) : (message?.type ?? '')
}
const urlOf = (change: (url: URL) => void): string => {
  const url = new URL(test.url)
  change(url)
  return url.href
}

describe('who may connect', () => {
  it('refuses a wrong password with 28P01', async () => {
    const messages = await new RawClient(test.database.port).startup(identity, { password: 'wrong' })
    expect(last(messages)).toMatch(/^28P01 /)
    const psql = await runPsql(
      urlOf((url) => {
        url.password = 'wrong'
      }),
      ['select 1'],
    )
    expect([psql.exitCode, psql.stderr]).toEqual([2, expect.stringContaining('password authentication failed')])
  })

  it('refuses another user with 28000', async () => {
    expect(last(await new RawClient(test.database.port).startup({ ...identity, user: 'postgres' }))).toMatch(/^28000 /)
  })

  it('needs a password even for a database that does not exist', async () => {
    const messages = await new RawClient(test.database.port).startup(
      { ...identity, database: 'other' },
      { password: 'wrong' },
    )
    expect(last(messages)).toMatch(/^28P01 /)
  })
})

describe('the live database is the only one', () => {
  it.each(['aura_restore', 'postgres', 'template1', 'AURA'])('%s is refused with 3D000', async (database) => {
    expect(last(await new RawClient(test.database.port).startup({ ...identity, database }))).toMatch(
      /^3D000 .*exactly one database/,
    )
  })

  it('so is a connection that names none, which means one called like the user', async () => {
    expect(last(await new RawClient(test.database.port).startup({ user: 'admin' }))).toMatch(/^3D000 /)
  })

  it('so createdb fails with the reason and what to do, whatever it connects to', async () => {
    const { hostname, port, password } = new URL(test.url)
    const connection = ['-h', hostname, '-p', port, '-U', 'admin']
    const usual = await runCommand('createdb', [...connection, 'aura_restore'], { PGPASSWORD: password })
    expect([usual.exitCode, usual.stderr]).toEqual([1, expect.stringMatching(/exactly one database[\s\S]*HINT/)])
    const live = await runCommand('createdb', [`--maintenance-db=${test.url}`, 'aura_restore'])
    expect([live.exitCode, live.stderr]).toEqual([1, expect.stringMatching(/exactly one database[\s\S]*HINT/)])
  })
})

describe('the handshake', () => {
  it('answers N to requests for SSL and GSS encryption and goes on in the clear', async () => {
    const client = new RawClient(test.database.port)
    for (const code of [80877103, 80877104]) {
      const answered = new Promise<string>((resolve) =>
        client.socket.once('data', (chunk) => resolve(chunk.toString())),
      )
      client.sendStartupCode(code)
      expect(await answered).toBe('N')
      client.forget()
    }
    expect(last(await client.startup(identity))).toBe('Z')
  })

  it('closes a cancel request without an answer', async () => {
    const client = new RawClient(test.database.port)
    client.sendStartupCode(80877102, 8)
    await expect(client.until('E')).rejects.toThrow('the connection ended after ')
  })

  it('speaks protocol 3.2 with its longer key, and negotiates what is newer or unknown down', async () => {
    const open = (version: number, parameters = {}): Promise<ServerMessage[]> =>
      new RawClient(test.database.port).startup({ ...identity, ...parameters }, { version })
    const keyBytes = (messages: readonly ServerMessage[]): number | undefined =>
      messages.find(({ type }) => type === 'K')?.body.length
    const [old, current, newer] = [await open(0x30000), await open(0x30002), await open(0x30009, { '_pq_.magic': '1' })]
    expect([keyBytes(old), keyBytes(current), keyBytes(newer)]).toEqual([8, 36, 36])
    expect(current.some(({ type }) => type === 'v')).toBe(false)
    const negotiated = newer.find(({ type }) => type === 'v')
    expect(negotiated?.body.toString('latin1')).toBe('\x00\x03\x00\x02\x00\x00\x00\x01_pq_.magic\x00')
  })

  it.each([
    ['an encoding other than UTF-8', { client_encoding: 'LATIN1' }, /^22023 .*encoding/],
    ['a setting that is not valid', { TimeZone: 'Nowhere' }, /^22023 /],
    ['a setting that does not exist', { nonsense: '1' }, /^42704 /],
    ['options that are not settings', { options: 'work_mem=1' }, /^22023 /],
    ['replication', { replication: 'database' }, /^0A000 /],
  ])('refuses %s', async (_what, parameters, expected) => {
    expect(last(await new RawClient(test.database.port).startup({ ...identity, ...parameters }))).toMatch(expected)
    expect(last(await new RawClient(test.database.port).startup(identity))).toBe('Z')
  })

  it.each([
    ['an old protocol', '0000000800020000'],
    ['a length of 2 GB', '7fffffff00030000'],
    ['a negative length', 'ffffffff00030000'],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n').toString('hex')],
  ])('ends a connection that begins with %s, and serves on', async (_what, hex) => {
    const client = new RawClient(test.database.port)
    client.socket.write(Buffer.from(hex, 'hex'))
    expect(last(await client.until('E'))).toMatch(/^(08P01|0A000) /)
    await expect(client.until('Z')).rejects.toThrow('the connection ended')
    expect(last(await new RawClient(test.database.port).startup(identity))).toBe('Z')
  })

  it.each([
    ['of no known type', '2300000004'],
    ['with an impossible length', '5100000001'],
    ['whose text has no end', '51000000067365'],
  ])('ends an admitted client that sends a message %s', async (_what, hex) => {
    const { client } = await RawClient.open(test.database.port)
    client.socket.write(Buffer.from(hex, 'hex'))
    client.sync()
    expect(last(await client.until('E'))).toMatch(/^08P01 /)
    expect(last(await new RawClient(test.database.port).startup(identity))).toBe('Z')
  })
})
