import { failedList, queueList } from '@aura-sign/jobs'
import type { QueueStatus } from './read-queue-status.ts'

/** The queue for people. */
export function renderQueueStatus(status: QueueStatus): string {
  const { jobs, lists, pause, workers } = status
  const alive = workers.filter(({ gone }) => !gone).length
  const oldest = jobs.oldestDueAgeSeconds === null ? '' : `, the oldest for ${Math.round(jobs.oldestDueAgeSeconds)} s`
  const lines = [
    pause
      ? `Paused since ${pause.pausedAt.toISOString()} by ${pause.pausedBy}; "./aura workers start" goes on.`
      : alive === 0
        ? 'No worker runs; "./aura workers start" starts one.'
        : `Workers: ${alive}, not paused.`,
    ...workers.map(({ name, running, seenAt, gone }) =>
      gone
        ? `  ${name}: ended without a word, last seen ${seenAt.toISOString()}; others take what it had in hand within half a minute`
        : `  ${name}: ${running} in hand, seen ${seenAt.toISOString()}`,
    ),
    `Jobs: ${jobs.due} due${oldest}, ${jobs.scheduled} scheduled, ${jobs.running} running, ${jobs.dead} dead.`,
  ]
  if (jobs.unknownKind > 0)
    lines.push(
      `Of a kind that none of these workers knows: ${jobs.unknownKind} (${jobs.unknownKinds.map(({ kind, count }) => `${kind} ${count}`).join(', ')}); they are kept.`,
    )
  lines.push(
    lists
      ? `Lists: ${queueList} ${lists[queueList]}, ${failedList} ${lists[failedList]}.`
      : `Lists: none; ${status.listsProblem}.`,
  )
  return `${lines.join('\n')}\n`
}
