import type { TrialSummary } from '../harness/measure-trials.ts'
import { figure, type ReportTable } from '../harness/print-tables.ts'

/** Times of all sides, how many times faster than the peer ours are, and what they take. */
export function trialTable(
  title: string,
  { peer, others, sized }: { peer: TrialSummary; others: readonly TrialSummary[]; sized: boolean },
): ReportTable {
  const rounds = peer.rounds === 1 ? 'one round' : `${peer.rounds} rounds`
  return {
    title: `${title}, ${rounds}`,
    columns: [
      ...['seconds', 'fastest to slowest', 'faster'],
      ...(sized ? ['MB', 'larger by'] : []),
      'peak memory, MiB',
    ],
    rows: [peer, ...others].map((summary) => {
      const { name, seconds, fastest, slowest, sizeBytes, peakMebibytes } = summary
      const isPeer = summary === peer
      return [
        ...[name, figure(seconds), `${figure(fastest)} to ${figure(slowest)}`],
        isPeer ? '' : `**${figure(peer.seconds / seconds)}×**`,
        ...(sized ? [figure(sizeBytes / 1e6), isPeer ? '' : `${largerBy(summary, peer).toFixed(1)} %`] : []),
        peakMebibytes.toFixed(0),
      ]
    }),
  }
}

/** In percent. */
export function largerBy({ sizeBytes }: TrialSummary, peer: TrialSummary): number {
  return (sizeBytes / peer.sizeBytes - 1) * 100
}
