import { describe, expect, it } from 'vitest'
import { healthIn } from './health.ts'

describe('healthIn', () => {
  it('reads what the service says of its parts', () => {
    const health = { status: 'down', components: { postgres: { status: 'down' } } }
    expect(healthIn(health)).toBe(health)
  })

  it.each([
    [
      'a service that is stopping',
      { statusCode: 503, code: 'FST_ERR_REOPENED_CLOSE_SERVER', message: 'Server closed' },
    ],
    ['a gateway', { error: 'no upstream' }],
    ['an unknown state', { status: 'sleepy', components: {} }],
    ['nothing', null],
  ])('takes an answer of %s for no answer', (_, body) => {
    expect(() => healthIn(body)).toThrowError(expect.objectContaining({ code: 'unreachable' }))
  })
})
