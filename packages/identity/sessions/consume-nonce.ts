import type { Queryable } from '@aura-sign/postgres'
import type { Address } from 'viem'

export type ConsumedNonce = { ok: true; address: Address | null } | { ok: false }

/** Burns a nonce. Of any concurrent callers, exactly one gets `ok: true`; `address` is the one it is bound to. */
export async function consumeNonce(
  queryable: Queryable,
  options: { nonce: string; now: Date },
): Promise<ConsumedNonce> {
  // Runs before signature work, so a failed attempt spends the nonce too (EIP-4361 replay protection).
  const [row] = await queryable<{ address: Address | null; usable: boolean }[]>`
    delete from siwe_nonces where nonce = ${options.nonce}
    returning address, expires_at > ${options.now} as usable`
  return row?.usable ? { ok: true, address: row.address } : { ok: false }
}
