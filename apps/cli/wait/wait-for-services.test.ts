import { systemClock } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { waitForServices } from './wait-for-services.ts'

describe('waitForServices', () => {
  const wait = (check: () => Promise<void>, timeoutMs: number) =>
    waitForServices([{ name: 'x', check }], { timeoutMs, clock: systemClock })

  it('looks again until the service is ready', async () => {
    let looks = 0
    const check = async () => {
      looks += 1
      if (looks < 3) throw new Error('the database system is starting up')
    }
    expect(await wait(check, 60_000)).toMatchObject([{ service: 'x', ready: true, reason: null }])
  })

  it('keeps what a service said before it fell silent', async () => {
    let looks = 0
    const check = () => {
      looks += 1
      return looks === 1 ? Promise.reject(new Error('starting up')) : new Promise<void>(() => undefined)
    }
    expect(await wait(check, 1_500)).toMatchObject([{ ready: false, reason: 'starting up' }])
  })

  it('does not wait for a look that never ends', async () => {
    expect(await wait(() => new Promise(() => undefined), 500)).toMatchObject([
      { ready: false, reason: 'it does not answer' },
    ])
  })
})
