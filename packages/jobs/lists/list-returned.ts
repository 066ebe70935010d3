import type { ReturnedStates } from '../return-jobs.ts'
import type { JobLists } from './open-job-lists.ts'

/** Lists what went back: dead jobs at once, others when they are due at once (`runAt`); the keeper lists those that come later. */
export function listReturned(
  lists: JobLists | null,
  { states, runAt }: { states: ReturnedStates; runAt?: Date },
): void {
  if (!lists) return
  const returned = [...states].map(([jobId, { state, priority }]) => ({ jobId, state, priority }))
  lists.pushFailed(returned.filter(({ state }) => state === 'failed').map(({ jobId }) => jobId))
  if (!runAt) return
  lists.push(
    returned.filter(({ state }) => state === 'queued').map(({ jobId, priority }) => ({ jobId, priority, runAt })),
  )
}
