import type { Sql } from '@aura-sign/postgres'
import { enqueueEmbeddingsOf } from '../../similarity/enqueue-embeddings.ts'
import { parseAddress } from '../../siwe/parse-address.ts'
import { readAttestation } from '../read-attestation.ts'
import { revocationObject } from '../revocation-typed-data.ts'
import { verifyRevocation } from '../verify-revocation.ts'
import type { RevocationRecord } from './journal-record.ts'
import type { RebuildOptions, Rebuilt } from './rebuild-attestations.ts'

interface Row {
  attester: string
  uid: string
  object: unknown
  recipient: string
  revoked: boolean
}

/**
 * Revokes what these records prove to be revoked and the database does not know to be. A dry run counts revocations of what it
 * would have inserted without verifying them: there is nothing yet to verify them against.
 */
export async function rebuildRevocations(
  sql: Sql,
  records: readonly RevocationRecord[],
  options: RebuildOptions,
): Promise<Rebuilt> {
  const rows = await sql<Row[]>`
    select attester, uid, object, recipient, revoked_at is not null as revoked from attestations
    join unnest(${records.map(({ attester }) => attester)}::text[], ${records.map(({ uid }) => uid)}::text[])
      as wanted (attester, uid) using (attester, uid)`
  const found = new Map(rows.map((row) => [`${row.attester}/${row.uid}`, row]))
  const refused: Rebuilt['refused'][number][] = []
  let [present, rebuilt] = [0, 0]
  for (const record of records) {
    const key = `${record.attester}/${record.uid}`
    const row = found.get(key)
    if (!row && options.planned.has(key)) {
      rebuilt += 1
      continue
    }
    if (row?.revoked) {
      present += 1
      continue
    }
    const result = row ? await revoke(sql, { row, record, options }) : 'attestation_missing'
    if (result !== true) refused.push({ attester: record.attester, uid: record.uid, reason: result })
    else rebuilt += 1
  }
  return { present, rebuilt, refused }
}

/** True, or why not. */
async function revoke(
  sql: Sql,
  { row, record, options }: { row: Row; record: RevocationRecord; options: RebuildOptions },
): Promise<true | string> {
  const { now, dryRun, chains } = options
  const read = readAttestation(row.object)
  const attester = parseAddress(row.attester)
  if (!read.ok || !attester.ok) return 'attestation_unreadable'
  const verdict = await verifyRevocation({
    revocation: record.revocation,
    attestation: { attestation: read.attestation, attester: attester.address },
    now,
    ...(chains && { chains }),
  })
  if (!verdict.ok) return verdict.reason
  row.revoked = true
  if (dryRun) return true
  const object = JSON.stringify(revocationObject(verdict.revocation))
  await sql.begin(async (transaction) => {
    const updated = await transaction`
      update attestations set revoked_at = ${record.acceptedAt}, revocation = ${object}::text::jsonb,
        revocation_journaled_at = ${now}
      where attester = ${row.attester} and uid = ${row.uid} and revoked_at is null`
    if (updated.count > 0) await enqueueEmbeddingsOf(transaction, { address: row.recipient, now })
  })
  return true
}
