import type { Logger } from '@aura-sign/core'
import type { EasObject } from '@aura-sign/identity'
import { type AttestationToSign, signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import type { LightMyRequestResponse } from 'fastify'
import { startTestSite, type TestSite } from './start-test-site.ts'

// For tests of attestations over HTTP: a site with a session and two schemas, and short ways to ask it.

export const attester = testAccount(1)
export const recipient = testAccount(2).address
export const origin = 'http://localhost:3000'

/** `string note` of "hello". */
const note =
  `0x${'20'.padStart(64, '0')}${'5'.padStart(64, '0')}${Buffer.from('hello').toString('hex').padEnd(64, '0')}` as const

export interface AttestationSite extends AsyncDisposable {
  readonly site: TestSite
  readonly cookie: string
  /** Removes what is kept, and registers the schemas `string note` and `bytes32 evidence` anew. */
  empty(): Promise<{ fileSchema: `0x${string}` }>
  /** As the page of the session sends it; text as it is. */
  post(url: string, payload: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  get(url: string): Promise<LightMyRequestResponse>
  /** An attestation of `attester` about `recipient`, a minute old, by the schema of notes. */
  sign(changes?: AttestationToSign): Promise<EasObject>
  /** Unix seconds by the site's clock. */
  now(): bigint
  keptCount(): Promise<number>
}

export async function openAttestationSite(options: { logger?: Logger } = {}): Promise<AttestationSite> {
  // Nobody listens there: a chain that cannot be asked.
  const site = await startTestSite({
    ...options,
    environment: { CHAIN_RPC_URLS: '10=http://127.0.0.1:9', ATTESTATION_RATE_LIMIT_PER_MINUTE: '100000' },
  })
  const { cookie } = await site.signIn()
  let noteSchema: `0x${string}` = '0x'
  const post: AttestationSite['post'] = (url, payload, headers = { cookie, origin }) =>
    site.request({
      method: 'POST',
      url,
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const now = () => BigInt(Math.floor(site.clock.now().getTime() / 1_000))
  return {
    ...{ site, cookie, post, now },
    async empty() {
      await site.database.sql`truncate jobs, attestations, evidence, attestation_schemas cascade`
      noteSchema = (await post('/api/schemas', { schema: 'string note' })).json().uid
      return { fileSchema: (await post('/api/schemas', { schema: 'bytes32 evidence' })).json().uid }
    },
    get: (url) => site.request({ method: 'GET', url }),
    sign: (changes = {}) =>
      signAttestation(attester, { schema: noteSchema, recipient, data: note, time: now() - 60n, ...changes }),
    keptCount: async () => (await site.database.sql`select from attestations`).length,
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  }
}

export function pathOf({ uid }: EasObject): string {
  return `/api/attestations/${attester.address}/${uid}`
}

/** Status, code and first field of a problem. */
export function problemOf(answer: LightMyRequestResponse): unknown[] {
  return [answer.statusCode, answer.json().code, answer.json().errors?.[0]?.path]
}
