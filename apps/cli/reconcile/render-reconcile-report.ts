import type { ReconcileReport } from '@aura-sign/identity'

const shownMax = 20

/** The report for people, a line for each thing that there is something to say of. */
export function renderReconcileReport(report: ReconcileReport, { dryRun }: { dryRun: boolean }): string {
  const { attestations, revocations, mended, unreadable, copies, unsigned, faults } = report
  const done = dryRun ? 'would be rebuilt' : 'rebuilt'
  const queued = dryRun ? 'would be queued to be copied' : 'queued to be copied'
  const lines = [
    `attestations: ${attestations.present} there, ${attestations.rebuilt} ${done}`,
    `revocations:  ${revocations.present} there, ${revocations.rebuilt} ${done}`,
    `copies:       ${copies.waiting} never written, ${copies.lost} gone from the backup store and ${copies.damaged} at fault there (below), ${queued}`,
    ...list(
      'without a good copy',
      copies.waiting + copies.lost + copies.damaged,
      copies.rows.map(({ kind, attester, uid, state }) => `${attester} ${uid} ${kind} ${state}`),
    ),
    ...list(
      'rows that nobody signed, which stay as they are and get no copy',
      faults.unsigned,
      unsigned.map(({ attester, uid, part, reason }) => `${attester} ${uid} ${part} ${reason}`),
    ),
    ...list(
      `columns of rows that did not follow from what was signed, ${dryRun ? 'would be mended' : 'mended'}`,
      mended.count,
      mended.rows.map(({ attester, uid, parts }) => `${attester} ${uid} ${parts.join(', ')}`),
    ),
    ...list(
      'refused, because the copy does not prove what it says',
      faults.refused,
      [...attestations.refused, ...revocations.refused].map(
        ({ attester, uid, reason, key }) => `${attester} ${uid} ${reason} in ${key}`,
      ),
    ),
    ...list(
      'different from the row, which stays as it is',
      faults.differing,
      [...attestations.differing, ...revocations.differing].map(
        ({ attester, uid, parts, key }) => `${attester} ${uid} ${parts.join(', ')} in ${key}`,
      ),
    ),
    ...list(
      'unreadable',
      faults.unreadable,
      unreadable.map(({ key, line }) => (line === undefined ? key : `${key} line ${line}`)),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function list(title: string, count: number, items: readonly string[]): string[] {
  if (count === 0) return []
  const shown = items.slice(0, shownMax).map((item) => `  ${item}`)
  const more = count > shown.length ? [`  and ${count - shown.length} more; --json lists them`] : []
  return [`${title}: ${count}`, ...shown, ...more]
}
