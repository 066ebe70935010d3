import type { Hex } from 'viem'
import { zeroAddress } from 'viem'
import { encodePacked, keccak256 } from 'viem/utils'

/** The uid of a schema, as EAS' SchemaRegistry computes it: keccak256 of the packed text, resolver and revocable. */
export function schemaUid(schema: {
  readonly schema: string
  /** None by default. */
  readonly resolver?: string
  readonly revocable?: boolean
}): Hex {
  const { resolver = zeroAddress, revocable = true } = schema
  return keccak256(encodePacked(['string', 'address', 'bool'], [schema.schema, resolver as Hex, revocable]))
}
