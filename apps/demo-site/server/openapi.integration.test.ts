import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from './testing/start-test-site.ts'

let site: TestSite

beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site[Symbol.asyncDispose]())

describe('GET /api/openapi.json', () => {
  it('describes every route as the committed document does', async () => {
    const document = (await site.request({ method: 'GET', url: '/api/openapi.json' })).json()
    expect(document.openapi).toMatch(/^3\.1/)
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/openapi.json')
  })
})
