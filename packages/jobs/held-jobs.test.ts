import { describe, expect, it } from 'vitest'
import { BatchAborted, createHeldJobs } from './held-jobs.ts'
import type { ClaimedJob } from './job.ts'

const job = (jobId: string): ClaimedJob => ({
  jobId,
  kind: 'mail',
  payload: null,
  attempts: 1,
  attemptsMax: 3,
  leaseToken: 'token',
})

describe('createHeldJobs', () => {
  it('tells a batch to stop when its last job is lost, not earlier', () => {
    const held = createHeldJobs()
    const [first, second] = [job('1'), job('2')]
    const signal = held.hold([first, second], 0)
    held.lose([first])
    expect(signal.aborted).toBe(false)
    held.lose([second])
    expect(signal.reason).toMatchObject({ abortCause: 'lost' })
  })

  it('lets a batch whose other jobs are settled stop when the rest is lost', () => {
    const held = createHeldJobs()
    const [first, second] = [job('1'), job('2')]
    const signal = held.hold([first, second], 0)
    held.drop([first])
    held.lose([second])
    expect(signal.aborted).toBe(true)
  })

  it('aborts only batches that are old enough', () => {
    const held = createHeldJobs()
    const [old, young] = [job('1'), job('2')]
    const oldSignal = held.hold([old], 100)
    const youngSignal = held.hold([young], 200)
    expect(held.abort('overdue', 150)).toEqual([old])
    expect(oldSignal.reason).toBeInstanceOf(BatchAborted)
    expect(youngSignal.aborted).toBe(false)
  })

  it('keeps a new lease of a job apart from the one that was lost', () => {
    const held = createHeldJobs()
    const [before, after] = [job('1'), job('1')]
    held.hold([before], 0)
    const signal = held.hold([after], 0)
    held.lose([before])
    expect(held.has(after)).toBe(true)
    expect(signal.aborted).toBe(false)
  })
})
