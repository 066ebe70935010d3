import { keccak256 } from '../siwe/keccak256.ts'
import { type AttestationDomain, easDomainName } from './attestation.ts'

/** Deployments whose separator is kept; a few are used, any number could be asked for. */
const keptMax = 256
const kept = new Map<string, Buffer>()

const typeHash = keccak256(
  Buffer.from('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
)
const nameHash = keccak256(Buffer.from(easDomainName))

/** The EIP-712 domain separator of an EAS deployment's attestations, 32 bytes (EIP-712, definition of domainSeparator). */
export function domainSeparator(domain: AttestationDomain): Buffer {
  const key = `${domain.version} ${domain.chainId} ${domain.verifyingContract}`
  const known = kept.get(key)
  if (known) return known
  const struct = Buffer.alloc(5 * 32)
  typeHash.copy(struct, 0)
  nameHash.copy(struct, 32)
  keccak256(Buffer.from(domain.version)).copy(struct, 64)
  struct.writeBigUInt64BE(BigInt(domain.chainId), 120)
  struct.write(domain.verifyingContract.slice(2), 140, 'hex')
  const separator = keccak256(struct)
  if (kept.size >= keptMax) kept.clear()
  kept.set(key, separator)
  return separator
}

/** Used again for each: nothing here waits, so nobody else sees it. */
const input = Buffer.alloc(66)
input.writeUInt16BE(0x1901, 0)

/** The hash that a wallet signs for a struct (EIP-712, `\x19\x01`): 32 bytes. */
export function hashTypedStruct(domain: AttestationDomain, struct: Uint8Array): Buffer {
  domainSeparator(domain).copy(input, 2)
  keccak256(struct).copy(input, 34)
  return keccak256(input)
}
