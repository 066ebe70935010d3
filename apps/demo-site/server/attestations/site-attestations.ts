import { type AttestationStore, cachedSchemas, openChains, parseChainUrls } from '@aura-sign/identity'
import type { SiteServices } from '../site-services.ts'

/** The store of attestations that the routes share, with the chains that the operator named. */
export function openSiteAttestations({ sql, clock, config }: SiteServices): AttestationStore {
  const urls = parseChainUrls(config.CHAIN_RPC_URLS ?? '')
  return { sql, clock, findSchema: cachedSchemas(sql), ...(urls && { chains: openChains(urls) }) }
}
