import { type Clock, systemClock } from '@aura-sign/core'
import { estimate } from './estimate.ts'
import { type ProgressLine, renderProgress, renderStepEnd } from './render-progress.ts'

/** Where progress goes: standard error, so that standard output stays data. */
export interface ProgressStream {
  write(text: string): unknown
  readonly columns?: number
}

export interface ProgressOptions {
  stream: ProgressStream
  /** One JSON object a line instead of a bar. */
  json: boolean
  /** With neither `json` nor a terminal nothing is written. */
  isTty: boolean
  clock?: Clock
}

export interface StepOptions {
  /** How much there is to do, where it is known from the start. */
  total?: number
  unit?: 'bytes' | 'items'
}

export interface ProgressStep {
  /** How much is done by now, and how much there is in all where that is known only now. */
  update(done: number, total?: number): void
  /** Ends the step; `detail` says what came of it. */
  end(detail?: string): void
  /** Ends the step as failed; the reason is reported by whoever caught it. */
  fail(): void
}

export interface Progress {
  /** Begins a step; one at a time. */
  step(name: string, options?: StepOptions): ProgressStep
}

// Faster than this nobody reads, and a pipe fills up.
const redrawEveryMs = 80
const jsonEveryMs = 250

/** Shows how far a command is, with rate and time left: a bar on a terminal, NDJSON with `json`, else nothing. */
export function createProgress(options: ProgressOptions): Progress {
  const clock = options.clock ?? systemClock
  const write = writerOf(options)
  if (!write) return { step: () => ({ update: () => undefined, end: () => undefined, fail: () => undefined }) }
  return {
    step(name, { total: knownTotal, unit = 'items' } = {}) {
      const startedMs = clock.monotonicMs()
      const current: ProgressLine = { name, unit, done: 0, ...(knownTotal !== undefined && { total: knownTotal }) }
      let shownMs = Number.NEGATIVE_INFINITY
      const show = (force: boolean) => {
        const nowMs = clock.monotonicMs()
        if (!force && nowMs - shownMs < write.everyMs) return
        shownMs = nowMs
        write.progress({ ...current, ...estimate({ ...current, elapsedMs: nowMs - startedMs }) })
      }
      const finish = (ok: boolean, detail?: string) => {
        const seconds = (clock.monotonicMs() - startedMs) / 1000
        write.end({ name, ok, seconds, ...(detail !== undefined && { detail }) })
      }
      show(true)
      return {
        update(done, total) {
          current.done = done
          if (total !== undefined) current.total = total
          show(false)
        },
        end: (detail) => finish(true, detail),
        fail: () => finish(false),
      }
    },
  }
}

interface StepEnd {
  name: string
  ok: boolean
  seconds: number
  detail?: string
}

function writerOf({ stream, json, isTty }: ProgressOptions) {
  if (json) {
    const line = (event: string, body: object) => stream.write(`${JSON.stringify({ event, ...body })}\n`)
    return {
      everyMs: jsonEveryMs,
      progress: (current: ProgressLine) => line('progress', current),
      end: (step: StepEnd) => line('step', step),
    }
  }
  if (!isTty) return null
  return {
    everyMs: redrawEveryMs,
    progress: (current: ProgressLine) => stream.write(`\r\x1b[2K${renderProgress(current, stream.columns ?? 80)}`),
    end: (step: StepEnd) => stream.write(`\r\x1b[2K${renderStepEnd(step)}\n`),
  }
}
