import type { AttestationSubmission } from '@aura-sign/client'
import { skipToken, useQuery } from '@tanstack/react-query'
import { queryKeys } from '../provider/query-keys.ts'
import { useAuraClient } from '../provider/use-aura-client.ts'

/**
 * The verdict, with every check, on any EAS off-chain attestation: `{sig, signer}`, `{shareLink}`, or the object alone, of which it
 * is only said whose key made it: that is never `ok`, also where it is kept there. null asks nothing. It is asked anew whenever it is shown
 * again, since a revocation changes it.
 */
export function useVerification(submission: AttestationSubmission | null) {
  const client = useAuraClient()
  return useQuery({
    queryKey: [...queryKeys.verification, submission],
    queryFn: submission === null ? skipToken : ({ signal }) => client.verifyAttestation(submission, { signal }),
    gcTime: 0,
  })
}
