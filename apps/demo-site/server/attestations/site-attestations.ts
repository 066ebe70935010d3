import { type AttestationStore, cachedSchemas, openChainsFrom } from '@aura-sign/identity'
import type { SiteServices } from '../site-services.ts'

/** The store of attestations that the routes share, with the chains that the operator named. */
export function openSiteAttestations({ sql, clock, config }: SiteServices): AttestationStore {
  return { sql, clock, findSchema: cachedSchemas(sql), chains: openChainsFrom(config) }
}
