import type { SimilarityFilter } from '@aura-sign/client'
import { addressFault } from '../attest/address-fault.ts'

/** Who may be among the results, as it was typed or chosen; an empty text is anybody. */
export interface Filters {
  readonly attestedBy: string
  /** UID of a schema. */
  readonly schema: string
  readonly chainId: string
  /** `YYYY-MM-DD`. */
  readonly since: string
  readonly minSimilarity: string
}

export const noFilters: Filters = { attestedBy: '', schema: '', chainId: '', since: '', minSimilarity: '' }

/** What a search takes beside what it compares with. */
export interface Narrowing {
  readonly filter?: SimilarityFilter
  readonly minSimilarity?: number
}

/** The narrowing that a form describes, or what is wrong with the address in it. */
export function readFilters(
  filters: Filters,
): { readonly ok: true; readonly narrowing: Narrowing } | { readonly ok: false; readonly attestedBy: string } {
  const attestedBy = filters.attestedBy.trim()
  const fault = attestedBy === '' ? null : addressFault(attestedBy)
  if (fault !== null) return { ok: false, attestedBy: fault }
  const filter: SimilarityFilter = {
    ...(attestedBy !== '' && { attestedBy }),
    ...(filters.schema !== '' && { schema: filters.schema }),
    ...(filters.chainId !== '' && { chainId: Number(filters.chainId) }),
    // The beginning of that day, where the person is.
    ...(filters.since !== '' && { createdSince: new Date(`${filters.since}T00:00:00`).toISOString() }),
  }
  const narrowing = {
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(filters.minSimilarity !== '' && { minSimilarity: Number(filters.minSimilarity) }),
  }
  return { ok: true, narrowing }
}

/** How many filters are in use. */
export function filterCount({ filter = {}, minSimilarity }: Narrowing): number {
  return Object.keys(filter).length + (minSimilarity === undefined ? 0 : 1)
}
