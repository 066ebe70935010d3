import type { JobHandler, JsonValue } from '@aura-sign/jobs'

/** Answers a test job with `{ok: true, at, worker}`: proof that a worker took it and could write. */
export function testHandler(options: { worker: string }): JobHandler {
  return async (jobs, context) => {
    const result: JsonValue = { ok: true, at: context.now().toISOString(), worker: options.worker }
    await context.complete(jobs, async (_transaction, held) => new Map(held.map((job) => [job.jobId, result])))
  }
}
