import type { Logger } from '@aura-sign/core'
import type { Transaction } from '@aura-sign/postgres'

/** What a payload or result may hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** A job as an operator or a client sees it. */
export interface Job {
  readonly jobId: string
  readonly kind: string
  readonly state: JobState
  readonly attempts: number
  readonly attemptsMax: number
  readonly createdAt: Date
  /** When it runs next (queued) or was due (otherwise). */
  readonly runAt: Date
  readonly finishedAt: Date | null
  readonly result: JsonValue | null
  /** Why the last attempt failed: one line, bounded, without secrets. */
  readonly error: string | null
}

/** A job leased to this worker. Only the holder of the current `leaseToken` can settle it. */
export interface ClaimedJob {
  readonly jobId: string
  readonly kind: string
  readonly payload: JsonValue
  /** Counts this attempt. */
  readonly attempts: number
  readonly attemptsMax: number
  readonly leaseToken: string
}

/**
 * Database effects of a batch, inside the transaction that completes it. Gets only the jobs whose lease still
 * holds; what it returns by job id is stored as the job's result. Never query outside `transaction` in here:
 * on the embedded database that query would wait for this transaction to end.
 */
export type CompletionEffect = (
  transaction: Transaction,
  jobs: readonly ClaimedJob[],
) => Promise<ReadonlyMap<string, JsonValue> | undefined>

export interface JobContext {
  /** Aborts when the worker stops waiting or every lease of the batch is lost. */
  readonly signal: AbortSignal
  readonly logger: Logger
  now(): Date
  /** Commits effect and completion together, under the current leases only; resolves to the jobs it completed. */
  complete(jobs: readonly ClaimedJob[], effect?: CompletionEffect): Promise<readonly ClaimedJob[]>
  /** Ends this attempt: the job is retried with backoff, or `failed` when its attempts are used up. */
  fail(jobs: readonly ClaimedJob[], error: unknown): Promise<void>
}

/**
 * Does the work of one kind. Gets a batch and settles each job by `context.complete` or `context.fail`; when it
 * throws, or returns with jobs unsettled, these count as failed attempts. At-least-once: a job can run again after
 * a crash, so effects outside the database have to bear repetition.
 */
export type JobHandler = (jobs: readonly ClaimedJob[], context: JobContext) => Promise<void>
