import { type Hex, zeroAddress } from 'viem'
import { encodePacked, keccak256 } from 'viem/utils'
import { type AttestationMessage, attestationVersion } from './attestation-message.ts'

/**
 * The uid as EAS computes it (EAS SDK, `getOffchainUID`): keccak256 of the packed message. The schema enters as its text, the attester and the
 * domain do not enter at all: a uid names an attestation only together with its attester.
 */
export function attestationUid(message: AttestationMessage): Hex {
  const { schema, recipient, time, expirationTime, revocable, refUID, data, salt } = message
  return keccak256(
    encodePacked(
      ['uint16', 'string', 'address', 'address', 'uint64', 'uint64', 'bool', 'bytes32', 'bytes', 'bytes32', 'uint32'],
      [attestationVersion, schema, recipient, zeroAddress, time, expirationTime, revocable, refUID, data, salt, 0],
    ),
  )
}
