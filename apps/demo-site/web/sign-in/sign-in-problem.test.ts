import { describe, expect, it } from 'vitest'
import { Problem } from '../api/problem.ts'
import { Unreachable } from '../api/unreachable.ts'
import { serviceProblem, walletProblem } from './sign-in-problem.ts'

describe('sign-in problems', () => {
  it.each(['connection', 'signature', 'switch'] as const)(
    'treats a declined %s as a choice, not as an error',
    (asked) => {
      expect(walletProblem({ code: 4001 }, asked, 'Frame')).toMatchObject({ kind: 'rejected', tone: 'info' })
    },
  )

  it('offers a new message after a refusal and says no reason that the service did not give', () => {
    const error = new Problem({ message: 'the sign-in was not accepted', status: 401, code: 'sign_in_refused' })
    expect(serviceProblem(error)).toMatchObject({ kind: 'refused', next: 'renew' })
  })

  it('tells a service that is down from one that answered with an error', () => {
    expect(serviceProblem(new Unreachable('no answer')).kind).toBe('unreachable')
    expect(serviceProblem(new Problem({ message: 'no', status: 503, code: 'service_unavailable' })).kind).toBe(
      'service',
    )
  })

  it('says how long to wait when the service limits attempts', () => {
    const error = new Problem({ message: 'too many', status: 429, code: 'rate_limited', retryAfterSeconds: 17 })
    expect(serviceProblem(error).detail).toContain('17 seconds')
  })
})
