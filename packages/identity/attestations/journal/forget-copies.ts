import type { Sql } from '@aura-sign/postgres'
import { type CopyRefusal, isChainNotAsked } from './copy-refusal.ts'
import { recordKey } from './journal-copy.ts'
import type { RebuildOptions } from './rebuild-options.ts'
import { rowRefusal } from './row-refusal.ts'

/** A row, or its revocation, of which no copy was found that says the same. */
export interface RowWithoutCopy {
  readonly kind: 'attestation' | 'revocation'
  readonly attester: string
  readonly uid: string
  /** It was never written; was and is there no more; or is there and is one of the faults of the report. */
  readonly state: 'waiting' | 'lost' | 'damaged'
}

/** A row without a good copy that gets none: its attester did not sign what it says. */
export interface UnsignedRow {
  /** What nobody signed: the row itself, or its revocation alone. */
  readonly part: 'row' | 'revocation'
  readonly attester: string
  readonly uid: string
  readonly reason: CopyRefusal
}

interface Row {
  id: string
  attester: string
  uid: string
  journaled: boolean | null
  revocation_journaled: boolean | null
}

const pageMax = 5_000
/** Rows whose objects are in memory at a time. */
const verifiedMax = 500

/**
 * Finds rows without a copy among those found in the backup store, and verifies them: what nobody signed is told of, the rest is
 * to be copied. What was lost is taken for not written from now on. What came since `now`, when the reading of the store began, is
 * left to its request.
 */
export async function forgetCopies(
  sql: Sql,
  options: Pick<RebuildOptions, 'now' | 'chains' | 'copied' | 'suspect' | 'dryRun'> & {
    /** Keys (`attester/uid`) of copies that are faults. */
    damaged: { readonly attestations: ReadonlySet<string>; readonly revocations: ReadonlySet<string> }
    onFound: (row: RowWithoutCopy) => void
    onUnsigned: (row: UnsignedRow) => void
    signal?: AbortSignal
  },
): Promise<void> {
  const { now, dryRun } = options
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
    const lost = await findWithoutCopy(sql, { rows, kind: 'attestation' }, options)
    const lostRevocations = await findWithoutCopy(sql, { rows, kind: 'revocation' }, options)
    if (!dryRun) {
      if (lost.length > 0) await sql`update attestations set journaled_at = null where id = any(${lost}::uuid[])`
      if (lostRevocations.length > 0) {
        await sql`update attestations set revocation_journaled_at = null where id = any(${lostRevocations}::uuid[])`
      }
    }
    after = last.id
  }
}

/** Tells of those without a good copy, and resolves to the ids of those that pass for copied. */
async function findWithoutCopy(
  sql: Sql,
  { rows, kind }: { rows: readonly Row[]; kind: RowWithoutCopy['kind'] },
  { copied, suspect, damaged, onFound, onUnsigned, ...options }: Parameters<typeof forgetCopies>[1],
): Promise<string[]> {
  const set = `${kind}s` as const
  const journaledOf = (row: Row) => (kind === 'attestation' ? row.journaled : row.revocation_journaled)
  const asked = rows.filter((row) => {
    return journaledOf(row) !== null && (!copied[set].has(row.id) || suspect[set].has(row.id))
  })
  const lost: string[] = []
  for (let start = 0; start < asked.length; start += verifiedMax) {
    const batch = asked.slice(start, start + verifiedMax)
    const refusals = await refusalsOf(sql, { batch, kind }, options)
    for (const row of batch) {
      const { id, attester, uid } = row
      const journaled = journaledOf(row)
      const reason = refusals.get(id)
      // What the row says is signed: only its copy is at fault, in what stands beside it.
      if (reason === undefined && copied[set].has(id)) continue
      if (journaled) lost.push(id)
      if (reason !== undefined) onUnsigned({ part: kind === 'attestation' ? 'row' : kind, attester, uid, reason })
      else onFound({ kind, attester, uid, state: stateOf(damaged[set].has(recordKey(row)), journaled) })
    }
  }
  return lost
}

/** Why nobody signed these rows, by id; of what nobody can tell while its chain is not asked, nothing. */
async function refusalsOf(
  sql: Sql,
  { batch, kind }: { batch: readonly Row[]; kind: RowWithoutCopy['kind'] },
  { now, chains, signal }: Pick<Parameters<typeof forgetCopies>[1], 'now' | 'chains' | 'signal'>,
): Promise<ReadonlyMap<string, CopyRefusal>> {
  const rows = await sql<{ id: string; attester: string; uid: string; object: unknown; revocation: unknown }[]>`
    select id, attester, uid, object, revocation from attestations where id = any(${batch.map(({ id }) => id)}::uuid[])`
  const refusals = new Map<string, CopyRefusal>()
  for (const row of rows) {
    signal?.throwIfAborted()
    const reason = await rowRefusal({ ...row, kind }, { now, ...(chains && { chains }) })
    if (reason !== undefined && !isChainNotAsked(reason)) refusals.set(row.id, reason)
  }
  return refusals
}

function stateOf(isDamaged: boolean, journaled: boolean | null): RowWithoutCopy['state'] {
  if (isDamaged) return 'damaged'
  return journaled ? 'lost' : 'waiting'
}
