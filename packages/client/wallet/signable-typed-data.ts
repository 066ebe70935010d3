import type { Hex } from 'viem'
import type { SignableTypedData } from './aura-signer.ts'
import type { TypedData } from './typed-data.ts'

/** The same typed data with integers in the place of their texts. */
export function signableTypedData({ domain, primaryType, types, message }: TypedData): SignableTypedData {
  const integers = new Set((types[primaryType] ?? []).filter(({ type }) => /^u?int/.test(type)).map(({ name }) => name))
  return {
    domain: { ...domain, chainId: Number(domain.chainId), verifyingContract: domain.verifyingContract as Hex },
    primaryType,
    types: { ...types },
    message: Object.fromEntries(
      Object.entries(message).map(([name, value]) => [
        name,
        integers.has(name) && typeof value === 'string' ? BigInt(value) : value,
      ]),
    ),
  }
}
