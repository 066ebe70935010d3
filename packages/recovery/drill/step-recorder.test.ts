import { systemClock } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { type StepObserver, StepRecorder, StepTimeout } from './step-recorder.ts'

const never = () => new Promise<never>(() => undefined)

function recorder(options: { signal?: AbortSignal; observer?: StepObserver; timeoutMs?: number } = {}) {
  const { signal = new AbortController().signal, observer = {}, timeoutMs = 60_000 } = options
  return new StepRecorder({ clock: systemClock, signal, observer, timeoutMs, graceMs: 10 })
}

describe('StepRecorder', () => {
  it('keeps what came of each step, and tells an observer', async () => {
    const told: string[] = []
    const observer: StepObserver = {
      onStep: (id) => told.push(id),
      onStepEnd: ({ id, ok }) => told.push(`${id} ${ok}`),
    }
    const steps = recorder({ observer })
    expect(await steps.step('first', async () => 7)).toBe(7)
    await expect(steps.step('second', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(steps.steps).toEqual([
      { id: 'first', seconds: expect.any(Number), ok: true },
      { id: 'second', seconds: expect.any(Number), ok: false },
    ])
    expect(told).toEqual(['first', 'first true', 'second', 'second false'])
  })

  it('does not wait for a step longer than it may take', async () => {
    const steps = recorder({ timeoutMs: 10 })
    await expect(steps.step('hang', never)).rejects.toThrow(StepTimeout)
    expect(steps.steps).toMatchObject([{ id: 'hang', ok: false }])
  })

  it('tells a step that takes too long to end, and waits until it has', async () => {
    const steps = new StepRecorder({
      clock: systemClock,
      signal: new AbortController().signal,
      observer: {},
      timeoutMs: 10,
    })
    let ended = false
    const work = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () =>
          setImmediate(() => {
            ended = true
            reject(new Error('killed'))
          }),
        )
      })
    await expect(steps.step('work', work)).rejects.toThrow(StepTimeout)
    expect(ended).toBe(true)
  })

  it('ends a running step when it is interrupted, and begins no other', async () => {
    const controller = new AbortController()
    const steps = recorder({ signal: controller.signal })
    const running = steps.step('hang', never)
    controller.abort(new Error('interrupted'))
    await expect(running).rejects.toThrow('interrupted')
    await expect(steps.step('next', async () => 1)).rejects.toThrow('interrupted')
    expect(steps.steps).toHaveLength(1)
  })
})
