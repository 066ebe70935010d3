import type { ReconcileReport } from '@aura-sign/identity'

const shownMax = 20

/** The report for people, a line for each thing that there is something to say of. */
export function renderReconcileReport(report: ReconcileReport, { dryRun }: { dryRun: boolean }): string {
  const { attestations, revocations, unreadable, copies } = report
  const done = dryRun ? 'would be rebuilt' : 'rebuilt'
  const queued = dryRun ? 'would be queued to be copied' : 'queued to be copied'
  const refused = [...attestations.refused, ...revocations.refused]
  const lines = [
    `attestations: ${attestations.present} there, ${attestations.rebuilt} ${done}`,
    `revocations:  ${revocations.present} there, ${revocations.rebuilt} ${done}`,
    `copies:       ${copies.waiting} never written and ${copies.lost} gone from the backup store, ${queued}`,
    ...list(
      'refused, because the copy does not prove what it says',
      refused.map(({ attester, uid, reason }) => `${attester} ${uid} ${reason}`),
    ),
    ...list('unreadable', unreadable),
  ]
  return `${lines.join('\n')}\n`
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  const more = items.length > shownMax ? [`  and ${items.length - shownMax} more; --json lists them`] : []
  return [`${title}: ${items.length}`, ...items.slice(0, shownMax).map((item) => `  ${item}`), ...more]
}
