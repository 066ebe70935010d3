import type { Sql } from '@aura-sign/postgres'
import { recordKey } from './journal-copy.ts'
import type { RebuildOptions } from './rebuild-options.ts'

/** A row, or its revocation, of which no copy was found that says the same. */
export interface RowWithoutCopy {
  readonly kind: 'attestation' | 'revocation'
  readonly attester: string
  readonly uid: string
  /** It was never written; was and is there no more; or is there and is one of the faults of the report. */
  readonly state: 'waiting' | 'lost' | 'damaged'
}

interface Row {
  id: string
  attester: string
  uid: string
  journaled: boolean | null
  revocation_journaled: boolean | null
}

const pageMax = 5_000

/**
 * Finds rows without a copy among those found in the backup store. What was lost is taken for not written from now on. What
 * came since `now`, when the reading of the store began, is left to its request.
 */
export async function forgetCopies(
  sql: Sql,
  {
    now,
    copied,
    damaged,
    dryRun,
    onFound,
  }: Pick<RebuildOptions, 'now' | 'copied' | 'dryRun'> & {
    /** Keys (`attester/uid`) of copies that are faults. */
    damaged: { readonly attestations: ReadonlySet<string>; readonly revocations: ReadonlySet<string> }
    onFound: (row: RowWithoutCopy) => void
  },
): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    // null: too young to be asked for.
    const rows = await sql<Row[]>`
      select id, attester, uid,
        case when coalesce(journaled_at, accepted_at) <= ${now} then journaled_at is not null end as journaled,
        case when coalesce(revocation_journaled_at, revoked_at) <= ${now} then revocation_journaled_at is not null end
          as revocation_journaled
      from attestations where id > ${after} order by id limit ${pageMax}`
    const last = rows.at(-1)
    if (!last) return
    const attestations = rows.filter((row) => row.journaled !== null && !copied.attestations.has(row.id))
    const revocations = rows.filter((row) => row.revocation_journaled !== null && !copied.revocations.has(row.id))
    for (const { attester, uid, journaled } of attestations) {
      const state = stateOf(damaged.attestations.has(recordKey({ attester, uid })), journaled)
      onFound({ kind: 'attestation', attester, uid, state })
    }
    for (const { attester, uid, revocation_journaled: journaled } of revocations) {
      const state = stateOf(damaged.revocations.has(recordKey({ attester, uid })), journaled)
      onFound({ kind: 'revocation', attester, uid, state })
    }
    if (!dryRun) {
      const lost = attestations.flatMap(({ id, journaled }) => (journaled ? [id] : []))
      const lostRevocations = revocations.flatMap((row) => (row.revocation_journaled ? [row.id] : []))
      if (lost.length > 0) await sql`update attestations set journaled_at = null where id = any(${lost}::uuid[])`
      if (lostRevocations.length > 0) {
        await sql`update attestations set revocation_journaled_at = null where id = any(${lostRevocations}::uuid[])`
      }
    }
    after = last.id
  }
}

function stateOf(isDamaged: boolean, journaled: boolean | null): RowWithoutCopy['state'] {
  if (isDamaged) return 'damaged'
  return journaled ? 'lost' : 'waiting'
}
