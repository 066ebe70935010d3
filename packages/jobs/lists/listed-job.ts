/** Redis LISTs of job ids; `LLEN` is the operator's view of the queue, and the rows are the truth. */
export const queueList = 'embedding:queue'
export const failedList = 'embedding:failed'
/** There while low-priority jobs wait: others then go to the front of the list. */
export const bulkMark = 'embedding:queue:bulk'

/** What of a job decides where in the list its id goes. */
export interface ListedJob {
  readonly jobId: string
  /** Above 0: the front. Below 0: the end. 0: the end, but before those below 0. */
  readonly priority: number
  /** Only jobs that are due are listed. */
  readonly runAt: Date
}
