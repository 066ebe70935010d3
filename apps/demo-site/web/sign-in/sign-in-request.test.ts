import { parseSiweMessage } from 'viem/siwe'
import { describe, expect, it } from 'vitest'
import { createSignInRequest } from './sign-in-request.ts'

const nonce = {
  nonce: '0123456789abcdef0123456789abcdef',
  expiresAt: '2026-11-23T12:05:00.000Z',
  domain: 'localhost:3000',
  uri: 'http://localhost:3000/',
  chainIds: [1],
  statement: 'Sign in to Aura-Sign.',
}
const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const answeredAt = { serverTime: new Date('2026-11-23T12:00:00Z'), monotonicMs: 1_000 }

describe('createSignInRequest', () => {
  it('writes a message from what the service said, not from what the page believes', () => {
    const { message } = createSignInRequest({ nonce, address, chainId: 1, answeredAt })
    expect(parseSiweMessage(message)).toEqual({
      domain: nonce.domain,
      address,
      statement: nonce.statement,
      uri: nonce.uri,
      version: '1',
      chainId: 1,
      nonce: nonce.nonce,
      issuedAt: answeredAt.serverTime,
      expirationTime: new Date(nonce.expiresAt),
    })
  })

  it('counts the time left by the clock of the service, whatever the visitor’s clock says', () => {
    const { deadlineMs } = createSignInRequest({ nonce, address, chainId: 1, answeredAt })
    expect(deadlineMs).toBe(1_000 + 5 * 60_000)
  })
})
