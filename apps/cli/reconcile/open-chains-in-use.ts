import { parseConfig } from '@aura-sign/core'
import type { ChainClient } from '@aura-sign/identity'
import { z } from 'zod'
import type { CommandContext } from '../config.ts'

/** Clients of the chains that `CHAIN_RPC_URLS` names: without a chain's, copies that contract wallets signed prove nothing. */
export async function openChainsInUse(context: CommandContext): Promise<ReadonlyMap<number, ChainClient>> {
  const { chainConfigShape, openChainsFrom } = await import('@aura-sign/identity')
  return openChainsFrom(parseConfig(z.object(chainConfigShape), context.environment))
}
