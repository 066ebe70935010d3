import { sleep } from '@aura-sign/core'
import { createSiweMessage } from '@aura-sign/identity'
import type { DrillClient, DrillWallet } from '@aura-sign/recovery'
import { z } from 'zod'
import { SiteClient, UnexpectedAnswer } from '../site-client/site-client.ts'
import type { ExactSearch } from './exact-search.ts'

const jobTimeoutMs = 60_000
const jobPollMs = 50

const sessionSchema = z.object({ user: z.unknown() })
const profileSchema = z.object({ statement: z.string().nullable(), embedding: z.object({ state: z.string() }) })
const nonceSchema = z.object({ nonce: z.string(), domain: z.string(), uri: z.string(), chainIds: z.array(z.number()) })
const similaritySchema = z.object({
  results: z.array(z.object({ address: z.string(), distance: z.number() })),
  index: z.string(),
})

/** The drill's clients, over HTTP like any other. */
export class SiteDrillClient implements DrillClient {
  readonly #siteUrl: string
  readonly #search: ExactSearch
  readonly #clients = new Map<DrillWallet, SiteClient>()

  constructor(siteUrl: string, search: ExactSearch) {
    this.#siteUrl = siteUrl
    this.#search = search
  }

  newWallet(): DrillWallet {
    const client = new SiteClient(this.#siteUrl)
    const wallet: DrillWallet = {
      address: client.account.address,
      signIn: () => client.signIn(),
      isSignedIn: async () => sessionSchema.parse(await client.request('GET', '/api/auth/session')).user !== null,
      writeStatement: async (statement) => void (await client.request('PUT', '/api/profile', { statement })),
      readProfile: async () => {
        const { statement, embedding } = profileSchema.parse(await client.request('GET', '/api/profile'))
        return { statement, isEmbedded: embedding.state === 'ready' }
      },
      prepareSignIn: () => prepareSignIn(client),
    }
    this.#clients.set(wallet, client)
    return wallet
  }

  async checkSearch(wallet: DrillWallet): Promise<{ ok: boolean; detail: string }> {
    const client = this.#clients.get(wallet)
    if (!client) throw new Error('the wallet belongs to another client')
    // The drill's own wallets are identities too, and are left out of the comparison.
    const margin = this.#clients.size
    return await this.#search.check(async (text, k) => {
      const answer = await client.request('POST', '/api/similarity', { text, k: k + margin })
      return similaritySchema.parse(answer)
    })
  }

  async finishTestJob(): Promise<void> {
    const client = new SiteClient(this.#siteUrl)
    const { jobId } = z.object({ jobId: z.string() }).parse(await client.request('POST', '/api/workers/test'))
    const startedMs = performance.now()
    while (performance.now() - startedMs < jobTimeoutMs) {
      const job = z.object({ state: z.string() }).parse(await client.request('GET', `/api/workers/jobs/${jobId}`))
      if (job.state === 'done') return
      if (job.state === 'failed') throw new Error('the test job failed')
      await sleep(jobPollMs)
    }
    throw new Error(`no worker finished the test job within ${jobTimeoutMs / 1000} s`)
  }
}

/** Signs a message with a fresh nonce and keeps it; what is returned sends it and says whether it was accepted. */
async function prepareSignIn(client: SiteClient): Promise<() => Promise<boolean>> {
  const issued = nonceSchema.parse(await client.request('POST', '/api/auth/nonce', { address: client.account.address }))
  const message = createSiweMessage({
    domain: issued.domain,
    uri: issued.uri,
    address: client.account.address,
    chainId: issued.chainIds[0] ?? 1,
    nonce: issued.nonce,
    version: '1',
    issuedAt: new Date().toISOString(),
  })
  const signature = await client.account.signMessage({ message })
  return async () => {
    try {
      await client.request('POST', '/api/auth/verify', { message, signature })
      return true
    } catch (error) {
      if (error instanceof UnexpectedAnswer && error.status === 401) return false
      throw error
    }
  }
}
