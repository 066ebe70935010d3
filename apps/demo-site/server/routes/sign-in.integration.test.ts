import { createHash } from 'node:crypto'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

const account = privateKeyToAccount(generatePrivateKey())
let site: TestSite

beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const verify = (message: string, signature: string) =>
  site.request({ method: 'POST', url: '/api/auth/verify', payload: { message, signature } })

describe('POST /api/auth/nonce', () => {
  it('issues a nonce of at least 128 bits that lasts five minutes, with what the message has to say', async () => {
    const answer = await site.request({ method: 'POST', url: '/api/auth/nonce', payload: { address: account.address } })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      nonce: expect.stringMatching(/^[A-Za-z0-9]{22,}$/),
      expiresAt: '2026-11-23T12:05:00.000Z',
      domain: 'localhost:3000',
      uri: 'http://localhost:3000',
    })
  })

  it('answers a request without a body, as the bare curl of the runbook sends it', async () => {
    expect((await site.request({ method: 'POST', url: '/api/auth/nonce' })).statusCode).toBe(200)
  })

  it('says that an address of 39 digits is one short', async () => {
    const payload = { address: '0x742d35Cc6634C0532925a3b844Bc9e7595f0bEb' }
    const answer = await site.request({ method: 'POST', url: '/api/auth/nonce', payload })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({
      code: 'request_invalid',
      errors: [{ path: 'body.address', message: 'it has 39 hexadecimal digits, 40 are needed' }],
    })
  })

  it('takes domain and uri from the configuration, never from the Host header', async () => {
    const answer = await site.request({ method: 'POST', url: '/api/auth/nonce', headers: { host: 'evil.example' } })
    expect(answer.json()).toMatchObject({ domain: 'localhost:3000', uri: 'http://localhost:3000' })
  })
})

describe('POST /api/auth/verify', () => {
  it('opens a session whose token is stored only as a hash', async () => {
    const message = await site.message(account)
    const answer = await verify(message, await account.signMessage({ message }))
    expect(answer.statusCode).toBe(200)
    expect(answer.json().user).toMatchObject({ address: account.address })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^aura_session=[\w-]{43}; .*HttpOnly.*SameSite=Lax/)
    expect(cookie).not.toContain('Secure')
    const token = cookie.slice('aura_session='.length, cookie.indexOf(';'))
    const [row] = await site.database.sql`
      select token_hash as "tokenHash" from sessions order by created_at desc, id desc limit 1`
    expect(row?.tokenHash).toEqual(createHash('sha256').update(token).digest())
  })

  it('gives one user for one wallet, whenever it signs in', async () => {
    const first = await site.message(account)
    const second = await site.message(account, { chainId: 137 })
    const users = [first, second].map(async (message) =>
      (await verify(message, await account.signMessage({ message }))).json(),
    )
    const [one, two] = await Promise.all(users)
    expect(one.user.id).toBe(two.user.id)
  })

  it('signs in exactly once under 50 concurrent requests with one nonce', async () => {
    const message = await site.message(account)
    const signature = await account.signMessage({ message })
    const answers = await Promise.all(Array.from({ length: 50 }, () => verify(message, signature)))
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(49)
  })

  it('burns the nonce before it looks at the signature', async () => {
    const message = await site.message(account)
    expect((await verify(message, `0x${'11'.repeat(65)}`)).statusCode).toBe(401)
    expect((await verify(message, await account.signMessage({ message }))).statusCode).toBe(401)
  })

  it.each([
    ['an unknown nonce', { nonce: 'A'.repeat(24) }],
    ['a foreign domain', { domain: 'evil.example' }],
    ['a foreign uri', { uri: 'http://evil.example' }],
    ['a chain that is not accepted', { chainId: 4242 }],
    ['an expired message', { expirationTime: new Date('2026-11-23T11:59:00Z') }],
  ])('answers %s with 401 and the one public code', async (_, changes) => {
    const message = await site.message(account, changes)
    const answer = await verify(message, await account.signMessage({ message }))
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ code: 'sign_in_refused' })
    expect(answer.body).not.toMatch(/domain|chain|expired|uri/)
  })

  it('refuses a nonce that is older than five minutes', async () => {
    await using late = await startTestSite()
    const message = await late.message(account)
    late.clock.advanceMs(5 * 60_000)
    const signature = await account.signMessage({ message })
    const answer = await late.request({ method: 'POST', url: '/api/auth/verify', payload: { message, signature } })
    expect(answer.statusCode).toBe(401)
  })

  it('refuses a nonce that was issued to another address', async () => {
    const other = privateKeyToAccount(generatePrivateKey())
    const issued = await site.request({ method: 'POST', url: '/api/auth/nonce', payload: { address: other.address } })
    const message = await site.message(account, { nonce: issued.json().nonce })
    expect((await verify(message, await account.signMessage({ message }))).statusCode).toBe(401)
  })

  it('refuses a wallet that was unlinked', async () => {
    const unlinked = privateKeyToAccount(generatePrivateKey())
    await site.signIn(unlinked)
    const address = unlinked.address.toLowerCase()
    await site.database.sql`update wallets set unlinked_at = now() where address = ${address}`
    const message = await site.message(unlinked)
    expect((await verify(message, await unlinked.signMessage({ message }))).statusCode).toBe(401)
  })
})

describe('GET /api/auth/session and POST /api/auth/signout', () => {
  const session = (cookie: string) => site.request({ method: 'GET', url: '/api/auth/session', headers: { cookie } })

  it('tells a visitor that nobody is signed in', async () => {
    const answer = await site.request({ method: 'GET', url: '/api/auth/session' })
    expect([answer.statusCode, answer.json()]).toEqual([200, { user: null, session: null }])
  })

  it('ends the session on the server, not only in the browser', async () => {
    const { cookie } = await site.signIn(account)
    expect((await session(cookie)).json().user.address).toBe(account.address)
    const headers = { cookie, origin: 'http://localhost:3000' }
    const out = await site.request({ method: 'POST', url: '/api/auth/signout', headers })
    expect(out.statusCode).toBe(204)
    expect((await session(cookie)).json().user).toBeNull()
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['no origin at all', {}],
  ])('refuses a state change with a cookie from %s', async (_, headers) => {
    const { cookie } = await site.signIn(account)
    const out = await site.request({ method: 'POST', url: '/api/auth/signout', headers: { cookie, ...headers } })
    expect([out.statusCode, out.json().code]).toEqual([403, 'origin_refused'])
    expect((await session(cookie)).json().user).not.toBeNull()
  })

  it('ends after its idle time, and after its absolute time however busy', async () => {
    await using timed = await startTestSite({
      environment: { SESSION_IDLE_SECONDS: '600', SESSION_ABSOLUTE_SECONDS: '1500' },
    })
    const user = async (cookie: string) =>
      (await timed.request({ method: 'GET', url: '/api/auth/session', headers: { cookie } })).json().user
    const idle = await timed.signIn(account)
    const busy = await timed.signIn(account)
    timed.clock.advanceMs(500_000)
    expect(await user(busy.cookie)).not.toBeNull()
    timed.clock.advanceMs(500_000)
    expect(await user(idle.cookie)).toBeNull()
    expect(await user(busy.cookie)).not.toBeNull()
    timed.clock.advanceMs(500_000)
    expect(await user(busy.cookie)).toBeNull()
  })
})

describe('off localhost', () => {
  it('marks the cookie Secure and __Host-', async () => {
    await using remote = await startTestSite({ appUrl: 'https://aura.example' })
    const { cookie } = await remote.signIn(account)
    expect(cookie).toMatch(/^__Host-aura_session=/)
    const message = await remote.message(account)
    const signature = await account.signMessage({ message })
    const answer = await remote.request({ method: 'POST', url: '/api/auth/verify', payload: { message, signature } })
    expect(String(answer.headers['set-cookie'])).toMatch(/Path=\/.*HttpOnly.*Secure.*SameSite=Lax/)
  })
})
