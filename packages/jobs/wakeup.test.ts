import { describe, expect, it } from 'vitest'
import { createWakeup, type Sleep } from './wakeup.ts'

/** Sleeps that end only when they are cut short. */
const endless: Sleep = (_durationMs, signal) =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))

describe('createWakeup', () => {
  it('cuts the current wait short', async () => {
    const wakeup = createWakeup(endless)
    const waiting = wakeup.wait(1_000)
    wakeup.wake()
    await waiting
  })

  it('skips the next wait when it woke nobody, and only that one', async () => {
    let slept = 0
    const wakeup = createWakeup(async () => {
      slept += 1
    })
    wakeup.wake()
    wakeup.wake()
    await wakeup.wait(1_000)
    expect(slept).toBe(0)
    await wakeup.wait(1_000)
    expect(slept).toBe(1)
  })
})
