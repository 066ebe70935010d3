import { once } from 'node:events'
import { systemClock } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import type { ReadinessCheck } from './readiness-check.ts'
import { waitForServices } from './wait-for-services.ts'

describe('waitForServices', () => {
  const wait = (check: ReadinessCheck['check'], timeoutMs: number) =>
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

  it('takes a look that ends by its own bound for silence', async () => {
    let looks = 0
    const check = async ({ timeoutMs }: { timeoutMs: number }) => {
      looks += 1
      if (looks === 1) throw new Error('wrong password')
      const signal = AbortSignal.timeout(timeoutMs)
      await once(signal, 'abort')
      throw signal.reason
    }
    expect(await wait(check, 1_500)).toMatchObject([{ ready: false, reason: 'wrong password' }])
  })

  it('gives each look a bound that every timer takes', async () => {
    const bounds: number[] = []
    const check = async ({ timeoutMs }: { timeoutMs: number }) => {
      bounds.push(timeoutMs)
      throw new Error('starting up')
    }
    await wait(check, 1_500)
    expect(bounds.filter((bound) => !Number.isInteger(bound) || bound > 1_500)).toEqual([])
  })

  it('does not wait for a look that never ends', async () => {
    expect(await wait(() => new Promise(() => undefined), 500)).toMatchObject([
      { ready: false, reason: 'it does not answer' },
    ])
  })
})
