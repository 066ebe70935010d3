import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Session, signOut } from '../api/auth.ts'
import { sessionKey } from '../api/session-key.ts'

/** Ends the session, then forgets everything that was fetched with it. */
export function useSignOut(onSignOut: () => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      onSignOut()
      queryClient.setQueryData<Session>(sessionKey, { user: null, session: null })
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] === 'mine' })
    },
  })
}
