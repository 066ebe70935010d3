import { describe, expect, it } from 'vitest'
import { startRepeating } from './start-repeating.ts'

const unexpected = (error: unknown) => {
  throw error
}

describe('startRepeating', () => {
  it('begins at once and goes on after a failure, which it tells', async () => {
    const errors: unknown[] = []
    const thrice = Promise.withResolvers<void>()
    let times = 0
    const repetition = startRepeating(
      async () => {
        times += 1
        if (times === 3) thrice.resolve()
        throw new Error(`time ${times}`)
      },
      { intervalMs: 1, onError: (error) => errors.push(error) },
    )
    await thrice.promise
    await repetition.stop()
    expect(errors.slice(0, 2)).toEqual([new Error('time 1'), new Error('time 2')])
  })

  it('cuts off what is under way when it is stopped, and waits until it has ended', async () => {
    let ended = false
    const repetition = startRepeating(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () =>
            setImmediate(() => {
              ended = true
              reject(signal.reason)
            }),
          )
        }),
      { intervalMs: 60_000, onError: unexpected },
    )
    await repetition.stop()
    expect(ended).toBe(true)
  })
})
