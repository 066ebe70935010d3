import { secret } from '@aura-sign/core'
import type { ChainClient } from '../chain-client.ts'
import { openChains, parseChainUrls } from './open-chains.ts'

/** What is read from the environment wherever a contract wallet's signature is judged: the site, workers, commands that reconcile. */
export const chainConfigShape = {
  CHAIN_RPC_URLS: secret()
    .refine((text) => parseChainUrls(text) !== null, 'has to be <chain id>=<http or https URL>, separated by commas')
    .optional()
    .describe("Nodes that are asked about contract wallets' signatures, by chain id; without one they are refused"),
}

/** Connections to the chains that the configuration names, by id; none is made before it is needed. */
export function openChainsFrom(config: {
  readonly CHAIN_RPC_URLS?: string | undefined
}): ReadonlyMap<number, ChainClient> {
  return openChains(parseChainUrls(config.CHAIN_RPC_URLS ?? '') ?? new Map())
}
