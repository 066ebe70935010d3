import { keccak256 } from './keccak256.ts'

/**
 * The hash that `personal_sign` signs (EIP-191, version 0x45): keccak256 of the prefix, the message's length in UTF-8
 * bytes as decimal text, and the message. 32 bytes.
 */
export function hashPersonalMessage(message: string): Uint8Array {
  const bytes = Buffer.from(message, 'utf8')
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${bytes.length}`, 'latin1')
  return keccak256(Buffer.concat([prefix, bytes]))
}
