import { parseConfig, secret } from '@aura-sign/core'
import type { ChainClient } from '@aura-sign/identity'
import { z } from 'zod'
import type { CommandContext } from '../config.ts'

/** Clients of the chains that `CHAIN_RPC_URLS` names: without a chain's, copies that contract wallets signed prove nothing. */
export async function openChainsInUse(context: CommandContext): Promise<ReadonlyMap<number, ChainClient>> {
  const { openChains, parseChainUrls } = await import('@aura-sign/identity')
  const { CHAIN_RPC_URLS: urls = '' } = parseConfig(
    z.object({
      CHAIN_RPC_URLS: secret()
        .refine(
          (text) => parseChainUrls(text) !== null,
          'has to be <chain id>=<http or https URL>, separated by commas',
        )
        .optional(),
    }),
    context.environment,
  )
  return openChains(parseChainUrls(urls) ?? new Map())
}
