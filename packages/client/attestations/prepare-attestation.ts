import type { Hex } from 'viem'
import { bytesToHex, getAddress, isAddress } from 'viem/utils'
import type { AttestationSchema } from '../api/schemas.ts'
import { invalidValue } from '../problems/own-problems.ts'
import { type DecodedValue, decodeSchemaData } from '../schema/decode-schema-data.ts'
import { encodeSchemaData, type SchemaValues } from '../schema/encode-schema-data.ts'
import type { TypedData } from '../wallet/typed-data.ts'
import { zeroBytes32 } from './attestation-message.ts'
import { attestationTypedData } from './attestation-typed-data.ts'
import { attestationUid } from './attestation-uid.ts'
import { easContracts } from './eas-contracts.ts'
import { unixSeconds } from './unix-seconds.ts'

export interface AttestationDraft {
  /** As the service has it: `registerSchema`, `getSchema`. */
  readonly schema: Pick<AttestationSchema, 'uid' | 'fields' | 'revocable'>
  readonly recipient: string
  readonly values: SchemaValues
  /** Never by default; otherwise in the future, in whole seconds. */
  readonly expiresAt?: Date | null
  /** As the schema by default. */
  readonly revocable?: boolean
  /** The uid of the attestation that this one is about. */
  readonly refUid?: string
}

/** An attestation with everything but its signature. */
export interface PreparedAttestation {
  /** Who is to sign it. EIP-55. */
  readonly attester: string
  readonly uid: string
  readonly typedData: TypedData
  readonly values: readonly DecodedValue[]
}

/**
 * The typed data of an EAS off-chain v2 attestation with a salt of its own, and its uid. Asks nobody. Throws `AuraProblem` `value_invalid` that
 * names the field.
 */
export function prepareAttestation(
  draft: AttestationDraft,
  { chainId, attester, now = new Date() }: { readonly chainId: number; readonly attester: string; readonly now?: Date },
): PreparedAttestation {
  const { schema, expiresAt, revocable = schema.revocable, refUid = zeroBytes32 } = draft
  if (!easContracts.has(chainId)) throw invalidValue('chainId', `EAS is not known on chain ${chainId}`)
  if (!isAddress(attester)) throw invalidValue('attester', 'it is not an address')
  if (!isAddress(draft.recipient)) {
    throw invalidValue('recipient', 'it is not an address: 0x and 40 hexadecimal digits, with its checksum if any')
  }
  if (!/^0x[0-9a-f]{64}$/.test(refUid)) throw invalidValue('refUid', 'it is not 0x and 64 lowercase hexadecimal digits')
  const time = unixSeconds(now, 'now')
  const message = {
    schema: schema.uid as Hex,
    recipient: getAddress(draft.recipient),
    time,
    expirationTime: expirationTime(expiresAt, time),
    revocable,
    refUID: refUid as Hex,
    data: encodeSchemaData(schema.fields, draft.values),
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
  }
  return {
    attester: getAddress(attester),
    uid: attestationUid(message),
    typedData: attestationTypedData(message, { chainId }),
    values: decodeSchemaData(schema.fields, message.data),
  }
}

function expirationTime(expiresAt: Date | null | undefined, time: bigint): bigint {
  // 0 is how EAS writes never: no date may become that.
  if (expiresAt === undefined || expiresAt === null) return 0n
  const seconds = unixSeconds(expiresAt, 'expiresAt')
  if (seconds <= time) throw invalidValue('expiresAt', 'it is not later than now, in whole seconds')
  return seconds
}
