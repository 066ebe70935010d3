import type { ClaimedJob } from './job.ts'

/** Why a handler is told to stop before it is done. */
export type AbortCause = 'stopping' | 'overdue' | 'lost'

/** The reason of an aborted batch's signal. */
export class BatchAborted extends Error {
  override readonly name = 'BatchAborted'
  readonly abortCause: AbortCause

  constructor(abortCause: AbortCause) {
    super(messages[abortCause])
    this.abortCause = abortCause
  }
}

/** The jobs whose leases this worker keeps alive. */
export interface HeldJobs {
  /** Adds a batch; the signal aborts with a `BatchAborted`. `atMs` is monotonic. */
  hold(jobs: readonly ClaimedJob[], atMs: number): AbortSignal
  /** Stops keeping the leases of jobs that are settled, or about to be. */
  drop(jobs: readonly ClaimedJob[]): void
  /** Drops jobs whose lease another worker may hold now; a batch that has no other job left is aborted. */
  lose(jobs: readonly ClaimedJob[]): void
  has(job: ClaimedJob): boolean
  all(): ClaimedJob[]
  /** Aborts the batches held since before `heldSinceMs`, by default all; returns their jobs. */
  abort(cause: AbortCause, heldSinceMs?: number): ClaimedJob[]
}

const messages: Readonly<Record<AbortCause, string>> = {
  stopping: 'the worker is stopping',
  overdue: 'the job took too long and was taken from its handler',
  lost: 'the lease was lost to another worker',
}

interface Batch {
  controller: AbortController
  atMs: number
}

export function createHeldJobs(): HeldJobs {
  // Keyed by job object, not id: a job that was lost and claimed again is another lease.
  const batches = new Map<ClaimedJob, Batch>()
  const drop = (jobs: readonly ClaimedJob[]) => {
    for (const job of jobs) batches.delete(job)
  }
  return {
    hold(jobs, atMs) {
      const batch = { controller: new AbortController(), atMs }
      for (const job of jobs) batches.set(job, batch)
      return batch.controller.signal
    },
    drop,
    lose(jobs) {
      const affected = new Set(jobs.map((job) => batches.get(job)))
      drop(jobs)
      const alive = new Set(batches.values())
      for (const batch of affected) if (batch && !alive.has(batch)) batch.controller.abort(new BatchAborted('lost'))
    },
    has: (job) => batches.has(job),
    all: () => [...batches.keys()],
    abort(cause, heldSinceMs = Number.POSITIVE_INFINITY) {
      const affected = [...batches].filter(([, batch]) => batch.atMs <= heldSinceMs)
      for (const { controller } of new Set(affected.map(([, batch]) => batch)))
        controller.abort(new BatchAborted(cause))
      return affected.map(([job]) => job)
    },
  }
}
