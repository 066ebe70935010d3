import type { Attestation } from '../api/schemas.ts'
import type { TypedData, TypedField } from '../wallet/typed-data.ts'
import { unixSeconds } from './unix-seconds.ts'

/** EIP-712 type `Revoke` of Aura-Sign. EAS' own of this name, for transactions, has other fields and another domain. */
const revokeFields: readonly TypedField[] = [
  { name: 'version', type: 'uint16' },
  { name: 'revoker', type: 'address' },
  { name: 'schema', type: 'bytes32' },
  { name: 'uid', type: 'bytes32' },
  { name: 'time', type: 'uint64' },
]

/** What the attester signs to take an attestation back, without a transaction. */
export function revocationTypedData(
  { object, attester, uid }: Pick<Attestation, 'object' | 'attester' | 'uid'>,
  now: Date = new Date(),
): TypedData {
  const { schema, time } = object.message
  const made = BigInt(time)
  // Not before it was made, whatever this machine's clock says.
  const asked = unixSeconds(now, 'now')
  const seconds = asked > made ? asked : made
  return {
    domain: object.domain,
    primaryType: 'Revoke',
    types: { Revoke: revokeFields.map((field) => ({ ...field })) },
    message: { version: 1, revoker: attester, schema, uid, time: String(seconds) },
  }
}
