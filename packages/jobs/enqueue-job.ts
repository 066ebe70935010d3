import { AuraError, newId } from '@aura-sign/core'
import type { Queryable } from '@aura-sign/postgres'
import type { JsonValue } from './job.ts'
import { noteEnqueued } from './lists/note-enqueued.ts'

/** A payload names things; it does not carry them. */
export const payloadSizeBytesMax = 16 * 1024
export const attemptsMaxDefault = 10

export interface EnqueueOptions {
  kind: string
  payload: JsonValue
  /** Folds the job into the queued one of the same kind and key, if there is one. */
  uniqueKey?: string
  /** Higher runs first. */
  priority?: number
  /** Not before; default `now`. */
  runAt?: Date
  attemptsMax?: number
  now: Date
}

/**
 * Queues a job inside the caller's transaction: it exists exactly if that commits.
 *
 * With a `uniqueKey`, a queued job of that key takes over the newer payload, the earlier `runAt` and the higher
 * priority, and starts counting attempts anew, because it is a new request. A running job is not touched: the new
 * one waits until it ended, so two of a key never run at the same time.
 */
export async function enqueueJob(queryable: Queryable, options: EnqueueOptions): Promise<{ jobId: string }> {
  const payload = payloadOf(options)
  const [row] = await queryable<{ id: string; priority: number; run_at: Date }[]>`
    insert into jobs (id, kind, payload, unique_key, priority, run_at, max_attempts, created_at)
    values (${newId()}, ${options.kind}, ${payload}::text::jsonb, ${options.uniqueKey ?? null}, ${options.priority ?? 0},
      ${options.runAt ?? options.now}, ${options.attemptsMax ?? attemptsMaxDefault}, ${options.now})
    on conflict (kind, unique_key) where state = 'queued' and unique_key is not null do update set
      payload = excluded.payload,
      run_at = least(jobs.run_at, excluded.run_at),
      priority = greatest(jobs.priority, excluded.priority),
      max_attempts = excluded.max_attempts,
      attempts = 0,
      error = null
    returning id, priority, run_at`
  if (!row) throw new Error('insert returned no row')
  noteEnqueued(queryable, [{ jobId: row.id, priority: row.priority, runAt: row.run_at }])
  return { jobId: row.id }
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
