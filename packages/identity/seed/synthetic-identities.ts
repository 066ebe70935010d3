import { userIdOf } from '@aura-sign/core'
import { getAddress, keccak256, toBytes } from 'viem'
import { randomSource } from './random-source.ts'
import { statementOf } from './statement-of.ts'

export interface SyntheticIdentity {
  /** EIP-55. Nobody holds its key. */
  address: string
  /** CAIP-10 of the founding account. */
  account: string
  userId: string
  statement: string
}

/** Identities that exist nowhere: the same for the same seed, and the first ones of any larger count. */
export function syntheticIdentities(options: { count: number; seed: string; offset?: number }): SyntheticIdentity[] {
  const offset = options.offset ?? 0
  return Array.from({ length: options.count }, (_, at) => syntheticIdentity(`${options.seed}:${offset + at}`))
}

function syntheticIdentity(label: string): SyntheticIdentity {
  const address = getAddress(`0x${keccak256(toBytes(`aura-sign/seed/${label}`)).slice(-40)}`)
  const account = `eip155:1:${address.toLowerCase()}`
  return {
    address,
    account,
    userId: userIdOf(account),
    statement: statementOf(randomSource(`aura-sign/statement/${label}`)),
  }
}
