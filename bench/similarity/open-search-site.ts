import { privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage } from 'viem/siwe'
import { spawnSite } from '../../apps/demo-site/server/testing/spawn-site.ts'

export interface SearchSite extends AsyncDisposable {
  readonly origin: string
  readonly cookie: string
  search(body: object): Promise<SearchAnswer>
}

export interface SearchAnswer {
  results: { address: string; distance: number }[]
  index: string
}

const limits = ['API_RATE_LIMIT_PER_MINUTE', 'AUTH_RATE_LIMIT_PER_MINUTE']

/** The site as a process of its own, and a session on it. */
export async function openSearchSite(databaseUrl: string): Promise<SearchSite> {
  await using resources = new AsyncDisposableStack()
  const site = resources.use(
    spawnSite({
      ...{ DATABASE_URL: databaseUrl, PORT: '0', PATH: process.env.PATH ?? '' },
      ...Object.fromEntries(limits.map((name) => [name, '1000000000'])),
    }),
  )
  const origin = await site.started
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, ...headers },
      body: JSON.stringify(body),
    })
  const account = privateKeyToAccount(`0x${'b'.repeat(64)}`)
  const { nonce, domain, uri } = (await (await post('/api/auth/nonce', {})).json()) as Record<string, string>
  const message = createSiweMessage({
    ...{ address: account.address, chainId: 1, version: '1', issuedAt: new Date() },
    ...{ domain: domain ?? '', uri: uri ?? '', nonce: nonce ?? '' },
  })
  const signature = await account.signMessage({ message })
  const verified = await post('/api/auth/verify', { message, signature })
  const cookie = verified.headers.get('set-cookie')?.split(';')[0] ?? ''
  const search: SearchSite['search'] = async (body) => {
    const answer = await post('/api/similarity', body, { cookie })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as SearchAnswer
  }
  const moved = resources.move()
  return { origin, cookie, search, [Symbol.asyncDispose]: () => moved.disposeAsync() }
}
