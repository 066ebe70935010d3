/** Redis LISTs of job ids; `LLEN` is the operator's view of the queue, and the rows are the truth. */
export const queueList = 'embedding:queue'
export const failedList = 'embedding:failed'
/** There while low-priority jobs wait: those of priority 0 then go before them. */
export const bulkMark = 'embedding:queue:bulk'
/** HASH: the last id above priority 0 in the queue's list (`front`), and the last of priority 0 (`normal`). */
export const lastMarks = 'embedding:queue:last'

/** What of a job decides where in the list its id goes. */
export interface ListedJob {
  readonly jobId: string
  /** Three classes, one behind the other: above 0, 0, below 0. Within each, ids stand in the order in which they were pushed. */
  readonly priority: number
  /** Only jobs that are due are listed. */
  readonly runAt: Date
}
