import type { Address, Hex } from 'viem'
import { keccak256Hex } from '../../siwe/keccak256.ts'

/** The uid of a schema, as EAS' SchemaRegistry computes it: keccak256 of the packed text, resolver and revocable. */
export function schemaUid(parts: { schema: string; resolver: Address; revocable: boolean }): Hex {
  const packed = Buffer.concat([
    Buffer.from(parts.schema, 'utf8'),
    Buffer.from(parts.resolver.slice(2), 'hex'),
    Buffer.of(parts.revocable ? 1 : 0),
  ])
  return `0x${keccak256Hex(packed)}`
}
