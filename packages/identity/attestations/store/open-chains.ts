import { createClient, http } from 'viem'
import type { ChainClient } from '../chain-client.ts'

/** Of one call; all calls for one signature have a bound of their own. */
const callTimeoutMs = 4_000
const chainsMax = 100

/** `1=https://node.example/key,8453=https://…` as URLs by chain id; null when it is not that. */
export function parseChainUrls(text: string): ReadonlyMap<number, string> | null {
  const urls = new Map<number, string>()
  for (const entry of text.split(',')) {
    const [, chainId, url] = /^\s*([1-9]\d{0,15})=(\S+)\s*$/.exec(entry) ?? []
    if (chainId === undefined || url === undefined) return null
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return null
    if (urls.has(Number(chainId)) || urls.size === chainsMax) return null
    urls.set(Number(chainId), url)
  }
  return urls
}

/** Connections to the chains, by id; none is made before it is needed. */
export function openChains(urls: ReadonlyMap<number, string>): ReadonlyMap<number, ChainClient> {
  return new Map(
    [...urls].map(([chainId, url]) => {
      const client = createClient({ transport: http(url, { timeout: callTimeoutMs, retryCount: 0 }) })
      const chain: ChainClient = { request: (call) => client.request(call as never) }
      return [chainId, chain]
    }),
  )
}
