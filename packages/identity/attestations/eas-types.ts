import type { AttestationVersion } from './attestation.ts'

export interface EasField {
  readonly name: string
  readonly type: string
}

export interface EasType {
  readonly version: AttestationVersion
  readonly primaryType: 'Attest' | 'Attestation'
  readonly structName: 'Attest' | 'Attestation'
  readonly fields: readonly EasField[]
}

const legacyFields: readonly EasField[] = [
  { name: 'schema', type: 'bytes32' },
  { name: 'recipient', type: 'address' },
  { name: 'time', type: 'uint64' },
  { name: 'expirationTime', type: 'uint64' },
  { name: 'revocable', type: 'bool' },
  { name: 'refUID', type: 'bytes32' },
  { name: 'data', type: 'bytes' },
]
const fieldsOfVersion: Readonly<Record<AttestationVersion, readonly EasField[]>> = {
  0: legacyFields,
  1: [{ name: 'version', type: 'uint16' }, ...legacyFields],
  2: [{ name: 'version', type: 'uint16' }, ...legacyFields, { name: 'salt', type: 'bytes32' }],
}

/** All that the EAS SDK ever signed (EAS off-chain v2, v1, and legacy with its three ways to name the type). */
export const easTypes: readonly EasType[] = [
  { version: 2, primaryType: 'Attest', structName: 'Attest', fields: fieldsOfVersion[2] },
  { version: 1, primaryType: 'Attest', structName: 'Attest', fields: fieldsOfVersion[1] },
  { version: 0, primaryType: 'Attestation', structName: 'Attestation', fields: fieldsOfVersion[0] },
  { version: 0, primaryType: 'Attestation', structName: 'Attest', fields: fieldsOfVersion[0] },
  { version: 0, primaryType: 'Attest', structName: 'Attest', fields: fieldsOfVersion[0] },
]

/** The text that EIP-712 hashes for a type (§ encodeType). */
export function encodeType(structName: string, fields: readonly EasField[]): string {
  return `${structName}(${fields.map(({ name, type }) => `${type} ${name}`).join(',')})`
}

/** Whether `types` from outside lists exactly these fields, in their order and with nothing else. */
export function isSameFields(value: unknown, fields: readonly EasField[]): boolean {
  if (!Array.isArray(value) || value.length !== fields.length) return false
  return fields.every((field, index) => {
    const given: unknown = value[index]
    if (typeof given !== 'object' || given === null) return false
    const { name, type } = given as EasField
    return name === field.name && type === field.type && Object.keys(given).length === 2
  })
}
