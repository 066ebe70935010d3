import type { Sql } from '@aura-sign/postgres'
import { journalKey } from './journal-keys.ts'

interface Row {
  id: string
  attester: string
  uid: string
  journaled: boolean
  revoked: boolean
  revocation_journaled: boolean
}

const pageMax = 5_000

/**
 * Counts rows whose copy is not among those found in the backup store: `waiting` to be written, or thought to be written and
 * `lost` from there. What was lost is taken for not written from now on.
 */
export async function forgetCopies(
  sql: Sql,
  { copied, dryRun }: { copied: ReadonlySet<string>; dryRun: boolean },
): Promise<{ waiting: number; lost: number }> {
  let [waiting, lost] = [0, 0]
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await sql<Row[]>`
      select id, attester, uid, journaled_at is not null as journaled, revoked_at is not null as revoked,
        revocation_journaled_at is not null as revocation_journaled
      from attestations where id > ${after} order by id limit ${pageMax}`
    const last = rows.at(-1)
    if (!last) return { waiting, lost }
    const absent = (kind: 'attestation' | 'revocation') =>
      rows.filter((row) => !copied.has(journalKey({ kind, ...row })))
    const attestations = absent('attestation')
    const revocations = absent('revocation').filter(({ revoked }) => revoked)
    waiting += attestations.filter(({ journaled }) => !journaled).length
    waiting += revocations.filter((row) => !row.revocation_journaled).length
    const forgotten = attestations.filter(({ journaled }) => journaled)
    const forgottenRevocations = revocations.filter((row) => row.revocation_journaled)
    lost += forgotten.length + forgottenRevocations.length
    if (!dryRun) {
      await sql`update attestations set journaled_at = null where id = any(${forgotten.map(({ id }) => id)}::uuid[])`
      await sql`
        update attestations set revocation_journaled_at = null
        where id = any(${forgottenRevocations.map(({ id }) => id)}::uuid[])`
    }
    after = last.id
  }
}
