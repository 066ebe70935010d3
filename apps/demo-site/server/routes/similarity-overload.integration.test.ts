import { hashEmbedder, seedIdentities } from '@aura-sign/identity'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestSite, type TestSite } from '../testing/start-test-site.ts'

let site: TestSite
let cookie = ''
beforeAll(async () => {
  site = await startTestSite()
  await seedIdentities(site.database.sql, hashEmbedder(), { count: 50, seed: 'overload', now: site.clock.now() })
  cookie = (await site.signIn()).cookie
  await site.database.sql`drop index embeddings_embedding_idx`
})
afterAll(() => site?.[Symbol.asyncDispose]())

const similar = () =>
  site.request({
    ...{ method: 'POST', url: '/api/similarity', payload: { text: 'a gardener' } },
    headers: { cookie, origin: 'http://localhost:3000' },
  })

describe('POST /api/similarity without a vector index', () => {
  it('tells who would wait behind too many to come back, answers all others, and goes on afterwards', async () => {
    const asked = await site.database.superuser.begin(async (transaction) => {
      await transaction`lock table embeddings in access exclusive mode`
      const all = Array.from({ length: 40 }, similar)
      // As long as the lock is held two run and 32 wait: the first six answers are the refused ones.
      let answered = 0
      await new Promise<void>((resolve) => {
        for (const one of all) {
          one.then(() => {
            answered += 1
            if (answered === 6) resolve()
          })
        }
      })
      return { all }
    })
    const codes = await Promise.all(asked.all)
    const overloaded = codes.filter(({ statusCode }) => statusCode === 503)
    expect(overloaded.length).toBe(6)
    expect(overloaded[0]?.headers['retry-after']).toBe('2')
    expect(overloaded[0]?.json().code).toBe('similarity_overloaded')
    expect(codes.filter(({ statusCode }) => statusCode === 200).length).toBe(34)
    expect((await similar()).json().index).toBe('exact')
  })
})
