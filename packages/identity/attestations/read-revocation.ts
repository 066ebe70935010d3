import { isSameFields } from './eas-types.ts'
import { readDomain, readSignatureParts } from './read-attestation.ts'
import {
  own,
  readAddress,
  readLowercaseBytes32,
  readObject,
  readUint64,
  refuseOtherKeys,
  ShapeFault,
} from './read-object.ts'
import { type Revocation, revocationFields, revocationVersion } from './revocation.ts'

export type ReadRevocationResult =
  | { readonly ok: true; readonly revocation: Revocation }
  | { readonly ok: false; readonly field: string; readonly detail: string }

const messageKeys = new Set(['version', ...revocationFields.map(({ name }) => name)])

/** Reads a signed `Revoke` (docs/adr/0007), from JSON or from memory. Nothing is verified yet. */
export function readRevocation(input: unknown, options: { signatureBytesMax?: number } = {}): ReadRevocationResult {
  try {
    const object = readObject(input, '')
    const types = readObject(own(object, 'types'), 'types')
    const isRevoke = own(object, 'primaryType') === 'Revoke' && Object.keys(types).length === 1
    if (!isRevoke || !isSameFields(own(types, 'Revoke'), revocationFields)) {
      throw new ShapeFault('types', 'with primaryType they are not those of a revocation')
    }
    const message = readObject(own(object, 'message'), 'message')
    refuseOtherKeys(message, messageKeys, 'message')
    if (own(message, 'version') !== revocationVersion) {
      throw new ShapeFault('message.version', `it is not ${revocationVersion}`)
    }
    const revocation = {
      domain: readDomain(readObject(own(object, 'domain'), 'domain')),
      message: {
        revoker: readAddress(own(message, 'revoker'), 'message.revoker'),
        schema: readLowercaseBytes32(own(message, 'schema'), 'message.schema'),
        uid: readLowercaseBytes32(own(message, 'uid'), 'message.uid'),
        time: readUint64(own(message, 'time'), 'message.time'),
      },
      signature: readSignatureParts(own(object, 'signature'), options.signatureBytesMax),
    }
    return { ok: true, revocation }
  } catch (error) {
    if (error instanceof ShapeFault) return { ok: false, field: error.field, detail: error.message }
    throw error
  }
}
