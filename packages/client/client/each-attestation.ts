import type { Attestation } from '../api/schemas.ts'
import { unreachable } from '../problems/own-problems.ts'
import type { CallOptions } from '../transport/create-transport.ts'
import type { AttestationFilters, AuraClient } from './aura-client.ts'

/** All attestations that the filters let through, newest first: a page is read when the one before is used up. */
export async function* eachAttestation(
  listAttestations: AuraClient['listAttestations'],
  { pageSize, ...options }: AttestationFilters & CallOptions & { readonly pageSize?: number } = {},
): AsyncGenerator<Attestation, void, void> {
  let cursor: string | undefined
  // Bounded by what is kept there, as each cursor stands behind the one before.
  do {
    const page = await listAttestations({ ...options, ...(pageSize && { limit: pageSize }), cursor })
    yield* page.attestations
    if (page.nextCursor !== null && page.nextCursor === cursor)
      throw unreachable('the pages of the list go in a circle')
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
