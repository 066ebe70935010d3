import { AuraProblem } from '@aura-sign/client'
import { describe, expect, it } from 'vitest'
import { explainError } from './explain-error.ts'
import { serviceProblem } from './service-problem.ts'
import { walletProblem } from './wallet-problem.ts'

const problem = (parts: { code: string; status: number; retryAfterSeconds?: number; detail?: string; hint?: string }) =>
  new AuraProblem({ title: 'It did not work', ...parts })

describe('problems of a flow', () => {
  it.each(['connection', 'signature', 'switch'] as const)(
    'treats a declined %s as a choice, not as an error',
    (asked) => {
      expect(walletProblem({ code: 4001 }, asked, 'Frame')).toMatchObject({ kind: 'rejected', tone: 'info' })
    },
  )

  it('keeps the wallet that was connected when it fails to sign, and lets another be chosen when it fails to connect', () => {
    expect(walletProblem(new Error('locked'), 'signature', 'Frame').next).toBe('again')
    expect(walletProblem(new Error('locked'), 'connection', 'Frame').next).toBe('restart')
  })

  it('offers a new message after a refusal and says no reason that the service did not give', () => {
    expect(serviceProblem(problem({ code: 'sign_in_refused', status: 401 }))).toMatchObject({
      kind: 'refused',
      next: 'again',
    })
  })

  it.each([
    [{ code: 'unreachable', status: 0 }, 'unreachable'],
    [{ code: 'service_unavailable', status: 503 }, 'service'],
    [{ code: 'rate_limited', status: 429 }, 'rate-limited'],
    [{ code: 'session_required', status: 401 }, 'session-ended'],
  ])('tells apart %j', (parts, kind) => {
    expect(serviceProblem(problem(parts)).kind).toBe(kind)
  })

  const hint = 'Choose a smaller file.'
  it.each([
    [
      'a kind, what happened, and what to do',
      'a file has 120 MB, 100 MB are taken.',
      'A file has 120 MB, 100 MB are taken',
    ],
    ['what to do in both', `A file has 120 MB. ${hint}`, 'A file has 120 MB'],
    ['only what to do', hint, 'It did not work'],
    ['nothing but the kind', undefined, 'It did not work'],
  ])('says each sentence once, of a service that says %s', (_, detail, title) => {
    const parts = { code: 'evidence_too_large', status: 413, hint }
    const explained = explainError(problem(detail === undefined ? parts : { ...parts, detail }))
    expect(explained).toEqual({ title, detail: hint })
  })

  it('says that an account has sent too much, which no wait of seconds ends', () => {
    const parts = { code: 'evidence_quota_reached', status: 429, detail: 'This account has sent too much.', hint }
    expect(explainError(problem(parts))).toEqual({ title: 'This account has sent too much', detail: hint })
  })

  it('says how long to wait when the service limits attempts', () => {
    expect(explainError(problem({ code: 'rate_limited', status: 429, retryAfterSeconds: 17 })).detail).toContain(
      '17 seconds',
    )
  })
})
