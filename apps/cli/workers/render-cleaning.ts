import type { DeadJobs } from '@aura-sign/jobs'
import type { CleanedQueue, UnknownJobs } from './clean-queue.ts'

export interface Cleaning {
  /** Of the database. */
  name: string
  dead: readonly DeadJobs[]
  unknown: readonly UnknownJobs[]
  /** The unknown kind that was asked for. */
  kind: string | undefined
  requeue: boolean
  /** Null: nothing was to be changed. */
  cleaned: CleanedQueue | null
}

/** What `workers clean-queue` found and did, for people. */
export function renderCleaning({ name, dead, unknown, kind, requeue, cleaned }: Cleaning): string {
  const lines = [
    ...dead.map(
      ({ kind, count, error, newestAt }) =>
        `${count} × ${kind}, last ${newestAt.toISOString()}: ${error ?? 'no error'}`,
    ),
    ...unknown.map(({ kind, count }) => `${count} × ${kind}, waiting: no worker knows this kind`),
  ]
  if (cleaned) {
    lines.push(
      `${cleaned.deleted} deleted, ${cleaned.requeued} queued again, ${cleaned.cancelled} left to a job of the same key.`,
    )
  } else if (kind !== undefined) {
    lines.push(
      unknown.length === 0
        ? `No job of kind ${kind} waits that a running worker does not know.`
        : `Nothing was changed; the same command with --confirm=${name} would delete them.`,
    )
  } else {
    const verb = requeue ? 'queue them again' : 'delete them'
    lines.push(
      dead.length === 0
        ? 'There are no dead jobs.'
        : `Nothing was changed; the same command with --confirm=${name} would ${verb}${unknown.length > 0 ? ', the dead ones' : ''}.`,
    )
    if (unknown.length > 0) lines.push('Those of an unknown kind stay; "--kind <name>" is about them.')
  }
  return `${lines.join('\n')}\n`
}
