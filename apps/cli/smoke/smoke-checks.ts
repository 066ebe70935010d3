import { z } from 'zod'
import { finishTestJob } from '../site-client/finish-test-job.ts'
import type { SiteClient } from '../site-client/site-client.ts'

/** One thing a working service does; `run` throws when it does not, and returns a word on how it went. */
export interface SmokeCheck {
  name: string
  run(client: SiteClient): Promise<string>
}

const jobTimeoutMs = 30_000

/** In the order of a person's visit: later checks use the session that earlier ones opened. */
export const smokeChecks: readonly SmokeCheck[] = [
  { name: 'health', run: checkHealth },
  { name: 'nonce', run: checkNonce },
  { name: 'sign-in', run: async (client) => `user ${await client.signIn()}` },
  { name: 'session', run: checkSession },
  { name: 'worker job', run: checkWorkerJob },
  { name: 'similarity', run: checkSimilarity },
  { name: 'sign-out', run: checkSignOut },
]

async function checkHealth(client: SiteClient): Promise<string> {
  const { status } = z.object({ status: z.string() }).parse(await client.request('GET', '/api/health'))
  return status
}

async function checkNonce(client: SiteClient): Promise<string> {
  const { nonce } = z.object({ nonce: z.string().min(8) }).parse(await client.request('POST', '/api/auth/nonce'))
  return `${nonce.length} characters`
}

async function checkSession(client: SiteClient): Promise<string> {
  const { user } = z
    .object({ user: z.object({ address: z.string() }) })
    .parse(await client.request('GET', '/api/auth/session'))
  if (user.address !== client.account.address) throw new Error(`the session belongs to ${user.address}`)
  return user.address
}

async function checkWorkerJob(client: SiteClient): Promise<string> {
  const startedMs = performance.now()
  await finishTestJob(client, { timeoutMs: jobTimeoutMs })
  return `done in ${Math.round(performance.now() - startedMs)} ms`
}

async function checkSimilarity(client: SiteClient): Promise<string> {
  const answer = z
    .object({ results: z.array(z.object({ distance: z.number() })), index: z.string() })
    .parse(await client.request('POST', '/api/similarity', { text: 'a developer who likes databases', k: 5 }))
  const distances = answer.results.map((result) => result.distance)
  if (distances.some((distance, index) => distance < (distances[index - 1] ?? 0))) {
    throw new Error(`the results are not in order of distance: ${distances.join(', ')}`)
  }
  return `${distances.length} results by ${answer.index}`
}

async function checkSignOut(client: SiteClient): Promise<string> {
  await client.signOut()
  const { user } = z.object({ user: z.unknown() }).parse(await client.request('GET', '/api/auth/session'))
  if (user !== null) throw new Error('the session still works after sign-out')
  return 'session ended'
}
