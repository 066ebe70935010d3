import type { AuraClient } from '@aura-sign/client'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { createAuraQueryClient } from './create-aura-query-client.ts'
import { AuraClientContext } from './use-aura-client.ts'

interface AuraProviderProps {
  readonly client: AuraClient
  /** The app's own cache, where it has one; by default one with `createAuraQueryClient`'s settings. */
  readonly queryClient?: QueryClient
  readonly children: ReactNode
}

/** Gives the hooks below it the client of a service, and a cache for what it answers. */
export function AuraProvider({ client, queryClient, children }: AuraProviderProps) {
  const [own] = useState(() => queryClient ?? createAuraQueryClient())
  return (
    <AuraClientContext value={client}>
      <QueryClientProvider client={queryClient ?? own}>{children}</QueryClientProvider>
    </AuraClientContext>
  )
}
