import { newId } from '@aura-sign/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from './testing/start-test-site.ts'

let site: TestSite

beforeAll(async () => {
  site = await startTestSite({
    environment: {
      ...{ API_RATE_LIMIT_PER_MINUTE: '100000', AUTH_RATE_LIMIT_PER_MINUTE: '100000' },
    },
  })
})
afterAll(() => site[Symbol.asyncDispose]())

describe('GET /api/openapi.json', () => {
  it('describes every route as the committed document does', async () => {
    const document = (await site.request({ method: 'GET', url: '/api/openapi.json' })).json()
    expect(document.openapi).toMatch(/^3\.1/)
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/openapi.json')
  })

  it('names every status that a route answers, with or without a session, to requests that are right and that are not', async () => {
    const { cookie } = await site.signIn()
    const origin = 'http://localhost:3000'
    const json = { 'content-type': 'application/json' }
    const tries: { headers?: Record<string, string>; payload?: string }[] = [
      {},
      { headers: { cookie } },
      { headers: { cookie, origin } },
      { headers: { ...json, cookie, origin }, payload: '{}' },
      { headers: { ...json, cookie, origin }, payload: '{' },
      { headers: { ...json, cookie, origin }, payload: `"${'a'.repeat(300_000)}"` },
      { headers: { 'content-type': 'application/xml', cookie, origin }, payload: '<a/>' },
      { headers: { 'content-type': 'text/plain', cookie, origin }, payload: 'file' },
    ]
    const wrong: string[] = []
    for (const { method, url, statuses } of await operations()) {
      const answers: number[] = []
      for (const each of tries) {
        for (const address of [url, `${url}?limit=0`]) {
          answers.push((await site.request({ method, url: address, ...each })).statusCode)
        }
      }
      wrong.push(...answers.filter((status) => !statuses.has(status)).map((status) => `${method} ${url} ${status}`))
    }
    expect([...new Set(wrong)]).toEqual([])
  })

  it('names 429 wherever requests are limited', async () => {
    await using limited = await startTestSite({
      environment: {
        ...{ API_RATE_LIMIT_PER_MINUTE: '1', AUTH_RATE_LIMIT_PER_MINUTE: '1', ATTESTATION_RATE_LIMIT_PER_MINUTE: '1' },
      },
    })
    const wrong: string[] = []
    const limitedRoutes: string[] = []
    for (const { method, url, statuses } of await operations()) {
      const answers = [1, 2].map(() => limited.request({ method, url }))
      const [, second] = (await Promise.all(answers)).map(({ statusCode }) => statusCode)
      if (second === 429) limitedRoutes.push(url)
      if (second !== undefined && !statuses.has(second)) wrong.push(`${method} ${url} ${second}`)
    }
    expect(wrong).toEqual([])
    expect(limitedRoutes).toEqual(expect.arrayContaining(['/api/schemas', '/api/evidence', '/api/auth/session']))
  })

  // Last, as it takes the database from the others.
  it('names 503 wherever the database is needed', async () => {
    const { cookie } = await site.signIn()
    const all = await operations()
    await site.database.sql.end({ timeout: 1 })
    const statuses = await Promise.all(
      all.map(async ({ method, url }) => (await site.request({ method, url, headers: { cookie } })).statusCode),
    )
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(10)
    expect(all.filter((each, index) => !each.statuses.has(statuses[index] ?? 0)).map(({ url }) => url)).toEqual([])
  })

  /** With parameters that name nothing. */
  async function operations() {
    const { paths } = (await site.request({ method: 'GET', url: '/api/openapi.json' })).json()
    const filled = { attester: `0x${'1'.repeat(40)}`, uid: `0x${'1'.repeat(64)}`, sha256: '1'.repeat(64), id: newId() }
    return Object.entries<Record<string, { responses: object }>>(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        method: method.toUpperCase() as 'GET',
        url: path.replace(/\{(\w+)\}/g, (_all, name: keyof typeof filled) => filled[name]),
        statuses: new Set(Object.keys(responses).map(Number)),
      })),
    )
  }
})
