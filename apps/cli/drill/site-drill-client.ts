import type { DrillClient, DrillWallet, FoundAttestation } from '@aura-sign/recovery'
import { z } from 'zod'
import { finishTestJob } from '../site-client/finish-test-job.ts'
import { SiteClient, UnexpectedAnswer } from '../site-client/site-client.ts'
import { attestingWallet, findAttestation } from './attesting-wallet.ts'
import type { ExactSearch } from './exact-search.ts'

const jobTimeoutMs = 60_000

const sessionSchema = z.object({ user: z.unknown() })
const profileSchema = z.object({ statement: z.string().nullable(), embedding: z.object({ state: z.string() }) })
const similaritySchema = z.object({
  results: z.array(z.object({ address: z.string(), distance: z.number() })),
  index: z.string(),
})

/** The drill's clients, over HTTP like any other. */
export class SiteDrillClient implements DrillClient {
  readonly #siteUrl: string
  readonly #prepareSearch: () => Promise<ExactSearch>
  #search: Promise<ExactSearch> | null = null
  readonly #clients = new Map<DrillWallet, SiteClient>()

  constructor(siteUrl: string, prepareSearch: () => Promise<ExactSearch>) {
    this.#siteUrl = siteUrl
    this.#prepareSearch = prepareSearch
  }

  /** Computes the right answers of searches ahead of the first one. */
  async prepareSearches(): Promise<void> {
    this.#search ??= this.#prepareSearch()
    await this.#search
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
      ...attestingWallet(client),
    }
    this.#clients.set(wallet, client)
    return wallet
  }

  async checkSearch(wallet: DrillWallet): Promise<{ ok: boolean; detail: string }> {
    const client = this.#clients.get(wallet)
    if (!client) throw new Error('the wallet belongs to another client')
    this.#search ??= this.#prepareSearch()
    const search = await this.#search
    // The drill's own wallets are identities too, and are left out of the comparison.
    const margin = this.#clients.size
    return await search.check(async (text, k) => {
      const answer = await client.request('POST', '/api/similarity', { text, k: k + margin })
      return similaritySchema.parse(answer)
    })
  }

  async finishTestJob(): Promise<void> {
    await finishTestJob(new SiteClient(this.#siteUrl), { timeoutMs: jobTimeoutMs })
  }

  async findAttestation(key: { attester: string; uid: string; object: unknown }): Promise<FoundAttestation | null> {
    return await findAttestation(new SiteClient(this.#siteUrl), key)
  }
}

/** Signs a message with a fresh nonce and keeps it; what is returned sends it and says whether it was accepted. */
async function prepareSignIn(client: SiteClient): Promise<() => Promise<boolean>> {
  const signed = await client.signMessage()
  return async () => {
    try {
      await client.sendSignIn(signed)
      return true
    } catch (error) {
      if (error instanceof UnexpectedAnswer && error.status === 401) return false
      throw error
    }
  }
}
