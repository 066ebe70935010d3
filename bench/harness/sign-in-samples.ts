import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { createSiweMessage, hashPersonalMessage } from '@aura-sign/identity'
import { publicKeyToAddress } from 'viem/accounts'
import { toHex } from 'viem/utils'

export interface SignInSample {
  readonly message: string
  readonly signature: `0x${string}`
  readonly nonce: string
}

export const samplesSite = {
  domain: 'localhost:3000',
  uri: 'http://localhost:3000',
  chainId: 1,
  issuedAt: '2026-11-23T12:00:00.000Z',
  now: '2026-11-23T12:00:30.000Z',
}

const require = createRequire(import.meta.url)

/** The part of libsecp256k1 that makes thousands of samples in a second. */
interface Signer {
  publicKeyCreate(privateKey: Uint8Array, compressed: false): Uint8Array
  ecdsaSign(hash: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number }
}

/** Signed messages of as many wallets, the same ones in every run. */
export function signInSamples(count: number): SignInSample[] {
  const signer: Signer = require('secp256k1')
  return Array.from({ length: count }, (_, index) => {
    const key = createHash('sha256').update(`bench wallet ${index}`).digest()
    const nonce = createHash('sha256').update(`bench nonce ${index}`).digest('hex')
    const message = createSiweMessage({
      domain: samplesSite.domain,
      address: publicKeyToAddress(toHex(signer.publicKeyCreate(key, false))),
      statement: 'Sign in to Aura-Sign.',
      uri: samplesSite.uri,
      version: '1',
      chainId: samplesSite.chainId,
      nonce,
      issuedAt: samplesSite.issuedAt,
      expirationTime: '2026-11-23T12:05:00.000Z',
    })
    const { signature, recid } = signer.ecdsaSign(hashPersonalMessage(message), key)
    return { message, nonce, signature: `0x${Buffer.from(signature).toString('hex')}${recid ? '1c' : '1b'}` }
  })
}
