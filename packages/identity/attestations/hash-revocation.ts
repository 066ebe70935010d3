import { keccak256 } from '../siwe/keccak256.ts'
import { hashTypedStruct } from './domain-separator.ts'
import { encodeType } from './eas-types.ts'
import { type Revocation, revocationFields, revocationVersion } from './revocation.ts'

const typeHash = keccak256(Buffer.from(encodeType('Revoke', revocationFields)))

/** The hash that the attester signed (EIP-712), 32 bytes. */
export function hashRevocation({ domain, message }: Pick<Revocation, 'domain' | 'message'>): Buffer {
  const struct = Buffer.alloc(6 * 32)
  typeHash.copy(struct, 0)
  struct.writeUInt16BE(revocationVersion, 32 + 30)
  struct.write(message.revoker.slice(2), 64 + 12, 'hex')
  struct.write(message.schema.slice(2), 96, 'hex')
  struct.write(message.uid.slice(2), 128, 'hex')
  struct.writeBigUInt64BE(message.time, 160 + 24)
  return hashTypedStruct(domain, struct)
}
