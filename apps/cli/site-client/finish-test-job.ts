import { sleep } from '@aura-sign/core'
import { z } from 'zod'
import type { SiteClient } from './site-client.ts'

const pollMs = 50
const submittedSchema = z.object({ jobId: z.string() })
const jobSchema = z.object({ state: z.string(), error: z.string().nullable() })

/** Submits a test job and waits until a worker has done it; throws when it fails or nobody does it in time. */
export async function finishTestJob(client: SiteClient, options: { timeoutMs: number }): Promise<void> {
  const { jobId } = submittedSchema.parse(await client.request('POST', '/api/workers/test'))
  const startedMs = performance.now()
  while (performance.now() - startedMs < options.timeoutMs) {
    const { state, error } = jobSchema.parse(await client.request('GET', `/api/workers/jobs/${jobId}`))
    if (state === 'done') return
    if (state === 'failed') throw new Error(`the test job failed: ${error}`)
    await sleep(pollMs)
  }
  throw new Error(`no worker finished the test job within ${options.timeoutMs / 1000} s`)
}
