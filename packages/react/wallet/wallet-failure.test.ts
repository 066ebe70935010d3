import { describe, expect, it } from 'vitest'
import { walletFailure } from './wallet-failure.ts'

describe('walletFailure', () => {
  it.each([
    [{ code: 4001 }, 'rejected'],
    [{ code: 'ACTION_REJECTED' }, 'rejected'],
    [new Error('wrapped', { cause: { code: 4001 } }), 'rejected'],
    [new Error('wrapped', { cause: new Error('twice', { cause: { code: -32002 } }) }), 'busy'],
    [{ code: 4902 }, 'unknown-chain'],
    [{ code: -32603 }, 'failed'],
    [new Error('no code'), 'failed'],
    ['text', 'failed'],
    [undefined, 'failed'],
  ])('finds the meaning of %o', (error, meaning) => {
    expect(walletFailure(error)).toBe(meaning)
  })

  it('ends on an error that is its own cause', () => {
    const error = new Error('circular')
    error.cause = error
    expect(walletFailure(error)).toBe('failed')
  })
})
