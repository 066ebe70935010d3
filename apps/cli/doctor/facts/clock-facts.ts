import type { Clock } from '@aura-sign/core'
import { s3PlaceOf } from '../../stack-in-use/s3-place-of.ts'
import type { StackInUse } from '../../stack-in-use/stack-in-use.ts'
import { type Fact, lookAt } from '../fact.ts'

export interface ClockFacts {
  readonly now: Date
  /** How far the wall clock moved against the monotonic one since this process began, in milliseconds. */
  readonly steppedMs: number
  /** What the S3 server's clock is ahead of ours, in milliseconds, to the second; null without one. */
  readonly s3AheadMs: Fact<number> | null
}

const timeoutMs = 5_000

export async function readClockFacts(stack: StackInUse, options: { clock: Clock }): Promise<ClockFacts> {
  const { clock } = options
  const endpoint = (stack.objectStore && s3PlaceOf(stack.objectStore.url)?.endpoint) ?? null
  return {
    now: clock.now(),
    steppedMs: clock.now().getTime() - (performance.timeOrigin + clock.monotonicMs()),
    s3AheadMs: endpoint === null ? null : await lookAt(() => readAhead(endpoint, clock), { timeoutMs }),
  }
}

/** By the `Date` header of any answer: a refusal has one too. */
async function readAhead(endpoint: string, clock: Clock): Promise<number> {
  const sentMs = clock.now().getTime()
  const response = await fetch(endpoint, { signal: AbortSignal.timeout(timeoutMs) })
  await response.arrayBuffer()
  const date = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(date)) throw new Error(`${endpoint} does not say what time it is`)
  // The header leaves the fraction of the second out.
  return date + 500 - (sentMs + clock.now().getTime()) / 2
}
