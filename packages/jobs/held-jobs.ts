import type { ClaimedJob } from './job.ts'

/** The jobs that this worker has leased and not yet settled. */
export interface HeldJobs {
  /** Adds a batch; the signal aborts when all of it is lost, or on `abort`. */
  hold(jobs: readonly ClaimedJob[]): AbortSignal
  settle(jobs: readonly ClaimedJob[]): void
  /** Drops jobs whose lease another worker may hold now; a batch that lost all its jobs is told to stop. */
  lose(jobs: readonly ClaimedJob[]): void
  has(job: ClaimedJob): boolean
  all(): ClaimedJob[]
  /** Tells every batch to stop. */
  abort(): void
}

export function createHeldJobs(): HeldJobs {
  // Keyed by job object, not id: a job that was lost and claimed again is another lease.
  const batches = new Map<ClaimedJob, AbortController>()
  const settle = (jobs: readonly ClaimedJob[]) => {
    for (const job of jobs) batches.delete(job)
  }
  return {
    hold(jobs) {
      const batch = new AbortController()
      for (const job of jobs) batches.set(job, batch)
      return batch.signal
    },
    settle,
    lose(jobs) {
      const affected = new Set(jobs.map((job) => batches.get(job)))
      settle(jobs)
      const alive = new Set(batches.values())
      for (const batch of affected) if (batch && !alive.has(batch)) batch.abort()
    },
    has: (job) => batches.has(job),
    all: () => [...batches.keys()],
    abort() {
      for (const batch of new Set(batches.values())) batch.abort()
    },
  }
}
