import { createServer } from 'node:net'
import { exitCodes } from '@aura-sign/core'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { listeningPorts } from '@aura-sign/testkit/listening-ports'
import { startTestBucket } from '@aura-sign/testkit/test-bucket'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage } from 'viem/siwe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { spawnSite } from './server/testing/spawn-site.ts'

const waitMs = 20_000
const healthSchema = z.object({
  status: z.string(),
  components: z.record(z.string(), z.object({ status: z.string() })),
})
const nonceSchema = z.object({ nonce: z.string(), domain: z.string(), uri: z.string() })
let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database?.close())
const environment = () => ({ DATABASE_URL: database.url, PORT: '0' })

describe('the process of the site', () => {
  it('says what is wrong with its configuration, all of it, and ends with 2', async () => {
    const wrong = { PORT: 'http', REDIS_URL: 'http://127.0.0.1', OBJECT_STORE_URL: '/srv', METRICS_PORT: '-1' }
    const { code, stderr } = await spawnSite(wrong).exited
    expect(code).toBe(2)
    for (const name of ['DATABASE_URL', ...Object.keys(wrong)]) expect(stderr).toContain(`${name}:`)
    expect(stderr).toMatch(/^aura: .*\n {2}next: .*\n$/)
  })

  it('does not start where copies of attestations would go where the files are', async () => {
    const urls = {
      OBJECT_STORE_URL: 's3://one?endpoint=http://127.0.0.1:9',
      JOURNAL_STORE_URL: 's3://one/copies?endpoint=http://127.0.0.1:9',
    }
    const { code, stderr } = await spawnSite({ ...environment(), ...urls }).exited
    expect([code, stderr]).toEqual([exitCodes.refused, expect.stringContaining('BACKUP_STORE_URL')])
  })

  it('says that the database cannot be reached, without its password, and ends with 13', async () => {
    const DATABASE_URL = 'postgres://admin:hunter2@127.0.0.1:1/aura'
    const { code, stderr } = await spawnSite({ DATABASE_URL, PORT: '0' }).exited
    expect(code).toBe(13)
    expect(stderr).toContain('127.0.0.1:1')
    expect(stderr).not.toContain('hunter2')
  })

  it('names the port that is in use, and ends with 13', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    try {
      for (const name of ['PORT', 'METRICS_PORT']) {
        const { code, stderr } = await spawnSite({ ...environment(), [name]: port }).exited
        expect([code, stderr]).toEqual([13, expect.stringMatching(new RegExp(`port ${port}[^]*\\b${name}\\b`))])
      }
    } finally {
      server.close()
    }
  })

  it('listens on its one port, and on one more for the metrics only where that is asked for', async () => {
    await using plain = spawnSite(environment())
    const port = Number(new URL(await plain.started).port)
    expect(listeningPorts(plain.pid)).toEqual([port])
    await using measured = spawnSite({ ...environment(), METRICS_PORT: '0' })
    const own = Number(new URL(await measured.started).port)
    const others = listeningPorts(measured.pid).filter((other) => other !== own)
    expect(others).toHaveLength(1)
    const [metrics] = others
    const shown = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
    expect(shown).toContain('aura_sign_ins_total{outcome="accepted"} 0')
    expect((await fetch(`http://127.0.0.1:${own}/metrics`)).status).toBe(404)
  })

  it('signs in with Redis and the object store out of reach, and names these two', async () => {
    await using site = spawnSite({
      ...environment(),
      REDIS_URL: 'redis://127.0.0.1:1',
      OBJECT_STORE_URL: 's3://bucket?endpoint=http://127.0.0.1:1&region=us-east-1',
      OBJECT_STORE_ACCESS_KEY_ID: 'id',
      OBJECT_STORE_SECRET_ACCESS_KEY: 'key',
    })
    const url = await site.started
    const health = await fetch(`${url}/api/health`)
    const { status, components } = healthSchema.parse(await health.json())
    const down = Object.keys(components).filter((name) => components[name]?.status === 'down')
    expect([health.status, status, down]).toEqual([200, 'degraded', ['redis', 'objects']])
    const cookie = await signIn(url)
    expect((await fetch(`${url}/api/auth/session`, { headers: { cookie } })).status).toBe(200)
  })

  it('does not start on an object store that would not encrypt files as its URL asks', async () => {
    await using bucket = await startTestBucket()
    const { code, stderr } = await spawnSite({
      ...environment(),
      OBJECT_STORE_URL: `${bucket.url()}&encryption=AES256`,
      OBJECT_STORE_ACCESS_KEY_ID: bucket.credentials.accessKeyId,
      OBJECT_STORE_SECRET_ACCESS_KEY: bucket.credentials.secretAccessKey,
    }).exited
    expect([code, stderr]).toEqual([exitCodes.refused, expect.stringContaining('does not encrypt what it keeps')])
  })

  it('answers the request under way on SIGTERM, takes no other, and ends with 0', async () => {
    await using site = spawnSite(environment())
    const url = await site.started
    const holder = await database.sql.reserve()
    await holder`begin`
    await holder`lock table siwe_nonces`
    const answer = fetch(`${url}/api/auth/nonce`, { method: 'POST' })
    const waiting = () => database.sql`
      select 1 from pg_locks where relation = 'siwe_nonces'::regclass and not granted`
    await expect.poll(waiting, { timeout: waitMs }).toHaveLength(1)
    site.kill('SIGTERM')
    const refused = () =>
      fetch(`${url}/livez`).then(
        () => 'answered',
        () => 'refused',
      )
    await expect.poll(refused, { timeout: waitMs }).toBe('refused')
    await holder`commit`
    holder.release()
    expect((await answer).status).toBe(200)
    expect(await site.exited).toMatchObject({ code: 0 })
  })
})

/** Signs in with a new wallet; resolves to the session's cookie. */
async function signIn(url: string): Promise<string> {
  const account = privateKeyToAccount(generatePrivateKey())
  const { nonce, domain, uri } = nonceSchema.parse(await (await post(`${url}/api/auth/nonce`, {})).json())
  const { address } = account
  const message = createSiweMessage({ address, chainId: 1, domain, uri, nonce, version: '1', issuedAt: new Date() })
  const signature = await account.signMessage({ message })
  const answer = await post(`${url}/api/auth/verify`, { message, signature })
  expect(answer.status).toBe(200)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}
