import type { Sql } from '@aura-sign/postgres'
import type { ChainClient } from '../chain-client.ts'
import type { CopyRefusal } from './copy-refusal.ts'
import { rowRefusal } from './row-refusal.ts'

export interface VerifiedRows {
  /** Attestations that there are. */
  readonly rows: number
  /** Of the sample: attestations whose signature, and that of their revocation if they have one, is right. */
  readonly verified: number
  /** Of the sample: not signed by a key, while the chain that could confirm a contract wallet does not answer. */
  readonly undecided: number
  readonly refused: readonly { attester: string; uid: string; reason: CopyRefusal }[]
}

/**
 * Verifies a sample of the attestations in a database by their signatures; the same seed draws the same. What no key signed is refused unless a
 * chain is configured for it, without which nothing of the kind would have been accepted.
 */
export async function verifyAttestationRows(
  sql: Sql,
  options: { sample: number; seed: number; now: Date; chains?: ReadonlyMap<number, ChainClient> },
): Promise<VerifiedRows> {
  const { sample, seed, ...verification } = options
  const [total] = await sql<{ rows: number }[]>`select count(*)::float8 as rows from attestations`
  const drawn = await sql<{ attester: string; uid: string; object: unknown; revocation: unknown }[]>`
    select attester, uid, object, revocation from attestations
    order by hashtextextended(id::text, ${String(seed)}::bigint), id limit ${sample}`
  let [verified, undecided] = [0, 0]
  const refused: { attester: string; uid: string; reason: CopyRefusal }[] = []
  for (const row of drawn) {
    const refusal =
      (await rowRefusal({ ...row, kind: 'attestation' }, verification)) ??
      (row.revocation === null ? undefined : await rowRefusal({ ...row, kind: 'revocation' }, verification))
    if (refusal === undefined) verified += 1
    else if (unanswered.has(refusal)) undecided += 1
    else refused.push({ attester: row.attester, uid: row.uid, reason: refusal })
  }
  return { rows: total?.rows ?? 0, verified, undecided, refused }
}

const unanswered: ReadonlySet<CopyRefusal> = new Set<CopyRefusal>(['chain_unavailable', 'chain_wrong'])
