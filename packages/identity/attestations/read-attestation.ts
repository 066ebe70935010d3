import type { Address, Hex } from 'viem'
import {
  type Attestation,
  type AttestationDomain,
  type AttestationMessage,
  type AttestationSignature,
  type AttestationVersion,
  easDomainName,
} from './attestation.ts'
import { easDeployments } from './eas-deployments.ts'
import { type EasType, easTypes, isSameFields } from './eas-types.ts'
import { isHexBytes } from './is-hex-bytes.ts'
import {
  own,
  type ReadableObject,
  readAddress,
  readBytes32,
  readLowercaseBytes32,
  readObject,
  readSafeInteger,
  readUint64,
  refuseOtherKeys,
  ShapeFault,
} from './read-object.ts'
import { attestationDataBytesMax } from './schema/attestation-data-bytes-max.ts'

export type ReadAttestationResult =
  | { readonly ok: true; readonly attestation: Attestation }
  | {
      readonly ok: false
      readonly check: 'shape' | 'types' | 'domain'
      /** `message.time`; empty for the whole. */
      readonly field: string
      /** For people; never repeats the input. */
      readonly detail: string
    }

export interface ReadAttestationOptions {
  /** Of `message.data`; default 65,536. */
  readonly dataBytesMax?: number
  /** Of a signature that is not r, s and v; default 8,192. */
  readonly signatureBytesMax?: number
}

/**
 * Reads an EAS off-chain attestation as the EAS SDK makes it, from JSON or from memory. Numbers may be bigint, safe integers or
 * decimal text. Nothing is verified yet, but nothing is ambiguous any more: `types` are those of one version exactly, and a
 * message has no part that is not signed, apart from three that SDKs wrote (`nonce`, an empty `salt`, a `version` of 0).
 */
export function readAttestation(input: unknown, options: ReadAttestationOptions = {}): ReadAttestationResult {
  try {
    const object = readObject(input, '')
    const type = matchTypes(object)
    if ('detail' in type) return { ok: false, check: 'types', ...type }
    readVersion(own(object, 'version'), type.version)
    const attestation = {
      version: type.version,
      structName: type.structName,
      primaryType: type.primaryType,
      uid: readLowercaseBytes32(own(object, 'uid'), 'uid'),
      domain: readDomain(readObject(own(object, 'domain'), 'domain')),
      message: readMessage(readObject(own(object, 'message'), 'message'), type.version, options),
      signature: readSignature(object, options),
    }
    return { ok: true, attestation }
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error
    const check = error instanceof DomainFault ? 'domain' : 'shape'
    return { ok: false, check, field: error.field, detail: error.message }
  }
}

function matchTypes(object: ReadableObject): EasType | { field: string; detail: string } {
  const types = readObject(own(object, 'types'), 'types')
  if (Object.hasOwn(types, 'EIP712Domain')) {
    // Wallets' RPC has it; the SDK neither writes nor accepts it, so a stored object with it would verify nowhere else.
    return { field: 'types', detail: 'it includes EIP712Domain: leave that out, as the EAS SDK does' }
  }
  const primaryType = own(object, 'primaryType')
  const names = Object.keys(types)
  const found = easTypes.find(
    (type) =>
      type.primaryType === primaryType &&
      names.length === 1 &&
      names[0] === type.structName &&
      isSameFields(types[type.structName], type.fields),
  )
  return found ?? { field: 'types', detail: 'with primaryType they are those of no version of EAS attestations' }
}

/** SDKs before version 2 left it out. */
function readVersion(value: unknown, version: AttestationVersion): void {
  if (value === undefined && version < 2) return
  if (value !== version) throw new ShapeFault('version', `it is not ${version}, which the types are of`)
}

class DomainFault extends ShapeFault {}

const domainKeys = new Set(['name', 'version', 'chainId', 'verifyingContract'])

/** The domain with its name checked. */
export function readDomain(object: ReadableObject): AttestationDomain {
  if (own(object, 'name') !== easDomainName) throw new DomainFault('domain.name', `it is not ${easDomainName}`)
  refuseOtherKeys(object, domainKeys, 'domain')
  const version = own(object, 'version')
  if (typeof version !== 'string' || !/^\d{1,3}(\.\d{1,3}){0,3}$/.test(version)) {
    throw new ShapeFault('domain.version', 'it is not a version like 1.2.0')
  }
  return {
    version,
    chainId: readSafeInteger(own(object, 'chainId'), 'domain.chainId'),
    verifyingContract: readContract(own(object, 'verifyingContract')),
  }
}

/** Deployments are few and each attestation names one: its checksum need not be computed again. */
const knownContracts = new Set(easDeployments.map(({ contract }) => contract))

function readContract(value: unknown): Address {
  return knownContracts.has(value as Address) ? (value as Address) : readAddress(value, 'domain.verifyingContract')
}

const messageKeys = new Set([
  'version',
  'schema',
  'recipient',
  'time',
  'expirationTime',
  'revocable',
  'refUID',
  'data',
  'salt',
  'nonce',
])

function readMessage(
  object: ReadableObject,
  version: AttestationVersion,
  options: ReadAttestationOptions,
): AttestationMessage {
  refuseOtherKeys(object, messageKeys, 'message')
  const signedVersion = own(object, 'version')
  if (signedVersion !== version && !(version === 0 && signedVersion === undefined)) {
    throw new ShapeFault('message.version', `it is not ${version}, which the types are of`)
  }
  const revocable = own(object, 'revocable')
  if (typeof revocable !== 'boolean') throw new ShapeFault('message.revocable', 'it is neither true nor false')
  const salt = own(object, 'salt')
  if (version < 2 && salt !== undefined && salt !== null)
    throw new ShapeFault('message.salt', 'its version has no salt')
  return {
    // Capital letters would change the uid but not the signature: one attestation would have many uids, and revoking one
    // of them would leave the others.
    schema: readLowercaseBytes32(own(object, 'schema'), 'message.schema'),
    recipient: readAddress(own(object, 'recipient'), 'message.recipient'),
    time: readUint64(own(object, 'time'), 'message.time'),
    expirationTime: readUint64(own(object, 'expirationTime'), 'message.expirationTime'),
    revocable,
    refUID: readBytes32(own(object, 'refUID'), 'message.refUID'),
    data: readData(own(object, 'data'), options.dataBytesMax ?? attestationDataBytesMax),
    ...(version === 2 && { salt: readBytes32(salt, 'message.salt') }),
  }
}

function readData(value: unknown, bytesMax: number): Hex {
  if (typeof value === 'string' && value.length > 2 + 2 * bytesMax) {
    throw new ShapeFault('message.data', `it has more than ${bytesMax} bytes`)
  }
  if (!isHexBytes(value)) throw new ShapeFault('message.data', 'it is not 0x and an even number of hexadecimal digits')
  return value.toLowerCase() as Hex
}

const signatureBytesMaxDefault = 8_192

function readSignature(object: ReadableObject, options: ReadAttestationOptions): AttestationSignature {
  // The first SDKs had r, s and v beside the message.
  const value = own(object, 'signature') ?? (Object.hasOwn(object, 'r') ? object : undefined)
  return readSignatureParts(value, options.signatureBytesMax)
}

/** r, s and v, or hex of any bytes; 65 of them become r, s and v. */
export function readSignatureParts(value: unknown, bytesMax = signatureBytesMaxDefault): AttestationSignature {
  if (typeof value === 'string') {
    if (value.length > 2 + 2 * bytesMax) throw new ShapeFault('signature', `it has more than ${bytesMax} bytes`)
    if (!isHexBytes(value) || value === '0x') throw new ShapeFault('signature', 'it is not 0x and hexadecimal bytes')
    const hex = value.toLowerCase() as Hex
    if (hex.length !== 132) return hex
    return { r: hex.slice(0, 66) as Hex, s: `0x${hex.slice(66, 130)}`, v: Number.parseInt(hex.slice(130), 16) }
  }
  const parts = readObject(value, 'signature')
  const v = own(parts, 'v')
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 0 || v > 255) {
    throw new ShapeFault('signature.v', 'it is not a byte')
  }
  return { r: readBytes32(own(parts, 'r'), 'signature.r'), s: readBytes32(own(parts, 's'), 'signature.s'), v }
}
