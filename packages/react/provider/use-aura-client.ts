import type { AuraClient } from '@aura-sign/client'
import { createContext, useContext } from 'react'

export const AuraClientContext = createContext<AuraClient | null>(null)

/** The client of the nearest `AuraProvider`. */
export function useAuraClient(): AuraClient {
  const client = useContext(AuraClientContext)
  if (client === null) throw new Error('there is no AuraProvider above this component')
  return client
}
