import { AuraError, newId } from '@aura-sign/core'
import type { Queryable, Sql } from '@aura-sign/postgres'
import { enqueueTogether } from './enqueue-together.ts'
import { insertJob } from './insert-job.ts'
import type { JsonValue } from './job.ts'

/** A payload names things; it does not carry them. */
export const payloadSizeBytesMax = 16 * 1024
export const attemptsMaxDefault = 10

export interface EnqueueOptions {
  kind: string
  payload: JsonValue
  /** Folds the job into the queued one of the same kind and key, if there is one. */
  uniqueKey?: string
  /**
   * Higher runs first. Through the lists in Redis that goes by class: above 0, then 0, then below 0, each first in, first out; within one
   * claim, and while workers ask the table, exactly by priority, time and id.
   */
  priority?: number
  /** Not before; default `now`. */
  runAt?: Date
  attemptsMax?: number
  now: Date
}

/**
 * Queues a job inside the caller's transaction: it exists exactly if that commits. Given the pool, it is a transaction of its own,
 * whose commit it may share with others that are queued at the same moment.
 *
 * With a `uniqueKey`, a queued job of that key takes over the newer payload, the earlier `runAt` and the higher
 * priority, and starts counting attempts anew, because it is a new request. A running job is not touched: the new
 * one waits until it ended, so two of a key never run at the same time.
 */
export async function enqueueJob(queryable: Queryable, options: EnqueueOptions): Promise<{ jobId: string }> {
  const job = {
    jobId: newId(),
    kind: options.kind,
    payload: payloadOf(options),
    uniqueKey: options.uniqueKey ?? null,
    priority: options.priority ?? 0,
    runAt: options.runAt ?? options.now,
    attemptsMax: options.attemptsMax ?? attemptsMaxDefault,
    createdAt: options.now,
  }
  // Two of a key cannot be in one statement.
  if (job.uniqueKey !== null || !isPool(queryable)) return { jobId: await insertJob(queryable, job) }
  await enqueueTogether(queryable, job)
  return { jobId: job.jobId }
}

/** A payload as JSON. Throws `job_payload_too_large`. */
export function payloadOf(job: { kind: string; payload: JsonValue }): string {
  const payload = JSON.stringify(job.payload)
  const sizeBytes = Buffer.byteLength(payload)
  if (sizeBytes > payloadSizeBytesMax) {
    throw new AuraError('job_payload_too_large', { kind: job.kind, sizeBytes, maxBytes: payloadSizeBytesMax })
  }
  return payload
}

/** Neither a transaction nor a connection that somebody keeps. */
function isPool(queryable: Queryable): queryable is Sql {
  return 'begin' in queryable
}
