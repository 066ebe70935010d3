import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

let site: TestSite

beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }

describe('a bad request', () => {
  it.each([
    ['a body that is not JSON', '{"address":', json, 400, 'body_not_json'],
    ['a body that is too large', `{"address":"${'a'.repeat(70_000)}"}`, json, 413, 'body_too_large'],
    [
      'a body of another type',
      'address=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'content_type_unsupported',
    ],
    ['a field of the wrong type', '{"address":7}', json, 400, 'request_invalid'],
  ])('with %s gets a problem with a code', async (_, payload, headers, status, code) => {
    const answer = await site.request({ method: 'POST', url: '/api/auth/nonce', payload, headers })
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect([answer.statusCode, answer.json().code, answer.json().status]).toEqual([status, code, status])
    expect(answer.json().requestId).toBeTruthy()
  })

  it('gets a title of its kind, what happened this time, and what to do next, each once', async () => {
    const answers = await Promise.all(
      ['/api/nothing', '/api/nowhere'].map(async (url) => (await site.request({ method: 'GET', url })).json()),
    )
    for (const { title, detail, hint } of answers) {
      expect([title, hint]).toEqual(['Not found', expect.stringContaining('/api/openapi.json')])
      expect(detail).not.toContain(hint)
      expect(detail).not.toContain(title)
    }
    expect(answers.map(({ detail }) => detail)).toEqual([
      'There is nothing at /api/nothing.',
      'There is nothing at /api/nowhere.',
    ])
  })

  it.each(['limit=1&limit=2', 'cursor=a&cursor=a'])('that gives a parameter twice is told that: %s', async (query) => {
    const answer = await site.request({ method: 'GET', url: `/api/attestations?${query}` })
    const path = `querystring.${query.split('=')[0]}`
    expect([answer.statusCode, answer.json().errors]).toEqual([400, [{ path, message: 'is given more than once' }]])
  })

  it.each(['attestations', 'schemas'])(
    'that gives parameters of %s that there are none of is told which',
    async (list) => {
      const url = `/api/${list}?limit=2&atester=0x12&__proto__=1`
      const answer = await site.request({ method: 'GET', url })
      const errors = ['atester', '__proto__'].map((name) => ({
        path: `querystring.${name}`,
        message: 'is not known here',
      }))
      expect([answer.statusCode, answer.json().errors]).toEqual([400, errors])
    },
  )

  it('names the path of every field at fault', async () => {
    const answer = await site.request({ method: 'POST', url: '/api/auth/verify', payload: { message: 1 } })
    expect(
      answer
        .json()
        .errors.map((field: { path: string }) => field.path)
        .sort(),
    ).toEqual(['body.message', 'body.signature'])
  })

  it.each(['/%', '/api/workers/jobs/%zz'])('to %s, which is no URL, gets a problem too', async (url) => {
    const answer = await site.request({ method: 'GET', url })
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found'])
  })

  it('to an unknown path gets 404', async () => {
    const answer = await site.request({ method: 'GET', url: '/api/nothing' })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found'])
  })

  it.each(['/api/profile'])('to %s without a session gets 401', async (url) => {
    const answer = await site.request({ method: 'GET', url })
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_required'])
  })

  it('beyond the limit of its address gets 429 and when to come back; an IPv6 neighbour in the /64 counts with it', async () => {
    await using limited = await startTestSite({ environment: { AUTH_RATE_LIMIT_PER_MINUTE: '2' } })
    const nonce = (remoteAddress: string) => limited.request({ method: 'POST', url: '/api/auth/nonce', remoteAddress })
    await nonce('2001:db8:1:2::1')
    await nonce('2001:db8:1:2::2')
    const answer = await nonce('2001:db8:1:2:ffff::3')
    expect([answer.statusCode, answer.json().code]).toEqual([429, 'rate_limited'])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect((await nonce('2001:db8:1:3::1')).statusCode).toBe(200)
  })

  it.each(['/%61pi/auth/nonce', '/api/auth/%6eonce'])('counts %s like the route that it reaches', async (url) => {
    await using limited = await startTestSite({ environment: { AUTH_RATE_LIMIT_PER_MINUTE: '1' } })
    await limited.request({ method: 'POST', url: '/api/auth/nonce' })
    expect((await limited.request({ method: 'POST', url })).statusCode).toBe(429)
  })
})

describe('a lost database', () => {
  it('answers 503 that names it, and health says so', async () => {
    await using broken = await startTestSite({
      probes: [{ name: 'postgres', critical: true, check: () => Promise.reject(new Error('gone')) }],
    })
    await broken.database.sql.end({ timeout: 1 })
    const answer = await broken.request({ method: 'POST', url: '/api/auth/nonce' })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'service_unavailable'])
    const health = await broken.request({ method: 'GET', url: '/api/health' })
    expect([health.statusCode, health.json().status]).toEqual([503, 'down'])
    expect((await broken.request({ method: 'GET', url: '/readyz' })).statusCode).toBe(503)
    expect((await broken.request({ method: 'GET', url: '/livez' })).statusCode).toBe(200)
  })
})
