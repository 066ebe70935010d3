import type { Sql } from '@aura-sign/postgres'
import { type CopyRefusal, isChainNotAsked } from './copy-refusal.ts'
import { differingParts, type KeptRow, readKeptRows } from './differing-parts.ts'
import { copyName, type DifferingCopy, type Reconciled, recordKey } from './journal-copy.ts'
import { type MendableRow, mendRows } from './mend-rows.ts'
import type { RebuildOptions } from './rebuild-options.ts'
import { rowRefusal } from './row-refusal.ts'
import type { VerifiedCopy } from './verify-copy.ts'

export interface ComparedWithRows extends Pick<Reconciled, 'present' | 'differing'> {
  /** Rows whose columns did not say what the signed object in them says, and do now. */
  readonly mended: readonly DifferingCopy[]
}

/** Compares copies of what is there with its rows, and mends of a row what follows from the signed object in it. */
export async function compareWithRows(
  sql: Sql,
  { others, rows }: { others: readonly VerifiedCopy[]; rows: ReadonlyMap<string, KeptRow> },
  { now, chains, dryRun, copied }: RebuildOptions,
): Promise<ComparedWithRows> {
  // A second copy of what was rebuilt just now has a row since then.
  const late = others.map(({ copy }) => copy.record).filter((record) => !rows.has(recordKey(record)))
  const rebuilt = dryRun ? new Map<string, KeptRow>() : await readKeptRows(sql, late)
  const differing: DifferingCopy[] = []
  const toMend = new Map<string, MendableRow>()
  let present = 0
  for (const verified of others) {
    const { copy } = verified
    const row = rows.get(recordKey(copy.record)) ?? rebuilt.get(recordKey(copy.record))
    if (!row) continue
    const { signed, derived, unsigned } = differingParts(row, verified)
    const isSameObject = signed.length === 0
    const isFirst = !copied.attestations.has(row.id)
    if (isSameObject && derived.length > 0 && isFirst) toMend.set(row.id, { row, verified, parts: derived })
    const parts = isSameObject ? unsigned : [...signed, ...derived, ...unsigned]
    if (parts.length + derived.length === 0 && isFirst) present += 1
    // A row that nobody signed gets no copy: the journal keeps what proves itself. Of one that cannot be verified now the next
    // run decides.
    const proof = isSameObject
      ? 'proven'
      : proofOf(await rowRefusal({ ...row, kind: 'attestation' }, { now, ...(chains && { chains }) }))
    if (isSameObject || proof !== 'proven') copied.attestations.add(row.id)
    if (parts.length > 0) differing.push({ ...copyName(copy), parts: proof === 'forged' ? ['row', ...parts] : parts })
  }
  const mended = [...toMend.values()]
  if (!dryRun && mended.length > 0) await sql.begin((transaction) => mendRows(transaction, mended, { now }))
  return {
    present,
    differing,
    mended: mended.map(({ verified, parts }) => ({ ...copyName(verified.copy), parts })),
  }
}

function proofOf(refusal: CopyRefusal | undefined): 'proven' | 'forged' | 'undecided' {
  if (refusal === undefined) return 'proven'
  return isChainNotAsked(refusal) ? 'undecided' : 'forged'
}
