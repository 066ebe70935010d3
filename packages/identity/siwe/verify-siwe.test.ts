import { privateKeyToAccount } from 'viem/accounts'
import { expect, it } from 'vitest'
import { createSiweMessage } from './create-siwe-message.ts'
import { verifySiwe } from './verify-siwe.ts'

const wallet = privateKeyToAccount(`0x${'11'.repeat(32)}`)

it('a message signed by its address verifies', async () => {
  const message = createSiweMessage({
    domain: 'localhost:3000',
    address: wallet.address,
    uri: 'http://localhost:3000',
    version: '1',
    chainId: 1,
    nonce: 'abcdefgh12345678',
    issuedAt: '2026-11-23T12:00:00.000Z',
  })
  const verdict = await verifySiwe({
    message,
    signature: await wallet.signMessage({ message }),
    domain: 'localhost:3000',
    uri: 'http://localhost:3000',
    nonce: 'abcdefgh12345678',
    now: new Date('2026-11-23T12:01:00Z'),
  })
  expect(verdict).toMatchObject({ ok: true, address: wallet.address, signer: 'eoa' })
})
