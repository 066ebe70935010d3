import type { PointInTime } from '@aura-sign/recovery'
import { formatBytes } from '../progress/format-quantity.ts'

/** The plan of a restore to a point in time for people; null is one of which only the switch is left. */
export function renderPointInTime(
  plan: PointInTime | null,
  { name, database }: { name: string; database: string },
): string {
  const confirm = `  confirm   --confirm=${database}\n`
  if (plan === null)
    return `Restore plan\n  target    ${name}; restored and verified, only the switch is left\n${confirm}`
  const { backup, wal, reachable, timeline } = plan
  const facts: [string, string][] = [
    ['target', plan.target === null ? `the end of the archived WAL, ${reachable.to} or later` : name],
    ['reachable', `${reachable.from} to ${reachable.to}`],
    [
      'backup',
      `${backup.label} (${backup.type}), complete at ${backup.stoppedAt}, ${formatBytes(backup.databaseBytes)}`,
    ],
    ['WAL', `${wal.first} to ${wal.last}, all of it in the archive; timeline ${timeline}`],
    ['replaces', 'all databases of the cluster; its files are kept'],
  ]
  const steps = [
    'restore the files into a folder beside those in use',
    'replay the WAL up to the target, archiving nothing; stop where it is missed',
    'compare the heartbeats with the trail; end all sessions, burn all nonces, release the leases of jobs',
    'stop Postgres, change the folders, start it; what it writes from then on is a new timeline',
  ]
  const lines = facts.map(([fact, value]) => `  ${fact.padEnd(9)} ${value}\n`).join('')
  return `Restore plan\n${lines}${confirm}\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`
}
