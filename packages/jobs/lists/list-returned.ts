import type { ReturnedStates } from '../return-jobs.ts'
import type { JobLists } from './open-job-lists.ts'

/** Lists what went back: dead jobs at once, others when they are due at once (`runAt`); the keeper lists those that come later. */
export function listReturned(
  lists: JobLists | null,
  { states, runAt }: { states: ReturnedStates; runAt?: Date },
): void {
  if (!lists) return
  const idsOf = (state: string) => [...states].filter(([, found]) => found === state).map(([jobId]) => jobId)
  lists.pushFailed(idsOf('failed'))
  // To the front: they have waited before.
  if (runAt) lists.push(idsOf('queued').map((jobId) => ({ jobId, priority: 1, runAt })))
}
