import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

let site: TestSite
beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site?.[Symbol.asyncDispose]())

it('ends the session whose cookie comes with a sign-in', async () => {
  const { account, cookie } = await site.signIn(privateKeyToAccount(generatePrivateKey()))
  const read = async () => (await site.request({ method: 'GET', url: '/api/auth/session', headers: { cookie } })).json()
  expect(await read()).toMatchObject({ user: { address: account.address } })
  const message = await site.message(account)
  const signature = await account.signMessage({ message })
  const payload = { message, signature }
  const headers = { cookie, origin: 'http://localhost:3000' }
  const answer = await site.request({ method: 'POST', url: '/api/auth/verify', payload, headers })
  expect(answer.statusCode).toBe(200)
  expect(await read()).toEqual({ user: null, session: null })
})
