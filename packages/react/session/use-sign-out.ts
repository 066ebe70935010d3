import type { Session } from '@aura-sign/client'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { queryKeys } from '../provider/query-keys.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'

/** Ends the session, then forgets everything that was fetched with it. */
export function useSignOut(options: { readonly onSignedOut?: () => void } = {}): UseMutationResult<void, Error, void> {
  const client = useAuraClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => client.signOut(),
    onSuccess: () => {
      options.onSignedOut?.()
      queryClient.setQueryData<Session>(queryKeys.session, { user: null, session: null })
      queryClient.removeQueries({ queryKey: queryKeys.mine })
    },
  })
}
