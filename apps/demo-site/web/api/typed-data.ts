import {
  type Attestation,
  type AttestationDraft,
  AuraProblem,
  type PreparedAttestation,
  type TypedData,
} from '@aura-sign/react'
import { bytesToHex, encodePacked, keccak256 } from 'viem/utils'
import { easContracts } from './eas-contracts.ts'
import { decodeValues, encodeValues } from './schema-values.ts'

type Hex = `0x${string}`

const zeroBytes32: Hex = `0x${'0'.repeat(64)}`
const version = 2
const attestFields = [
  { name: 'version', type: 'uint16' },
  { name: 'schema', type: 'bytes32' },
  { name: 'recipient', type: 'address' },
  { name: 'time', type: 'uint64' },
  { name: 'expirationTime', type: 'uint64' },
  { name: 'revocable', type: 'bool' },
  { name: 'refUID', type: 'bytes32' },
  { name: 'data', type: 'bytes' },
  { name: 'salt', type: 'bytes32' },
]
const revokeFields = [
  { name: 'version', type: 'uint16' },
  { name: 'revoker', type: 'address' },
  { name: 'schema', type: 'bytes32' },
  { name: 'uid', type: 'bytes32' },
  { name: 'time', type: 'uint64' },
]

/** The typed data of an EAS off-chain v2 attestation with a salt of its own, and the uid as EAS computes it. */
export function prepareAttestation(
  draft: AttestationDraft,
  { chainId, now = new Date() }: { readonly chainId: number; readonly now?: Date },
): PreparedAttestation {
  const place = easContracts.get(chainId)
  if (place === undefined) throw new Error(`EAS is not known on chain ${chainId}`)
  const { schema, expiresAt, revocable = schema.revocable, refUid = zeroBytes32 } = draft
  if (!/^0x[0-9a-fA-F]{40}$/.test(draft.recipient)) throw invalidRecipient()
  const recipient = draft.recipient as Hex
  const data = encodeValues(schema.fields, draft.values)
  const time = unixSeconds(now)
  const expirationTime = expiresAt ? unixSeconds(expiresAt) : 0n
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const uid = keccak256(
    encodePacked(
      ['uint16', 'string', 'address', 'address', 'uint64', 'uint64', 'bool', 'bytes32', 'bytes', 'bytes32', 'uint32'],
      [
        version,
        schema.uid,
        recipient,
        `0x${'0'.repeat(40)}`,
        time,
        expirationTime,
        revocable,
        refUid as Hex,
        data,
        salt,
        0,
      ],
    ),
  )
  const typedData: TypedData = {
    domain: {
      name: 'EAS Attestation',
      version: place.version,
      chainId: String(chainId),
      verifyingContract: place.contract,
    },
    primaryType: 'Attest',
    types: { Attest: attestFields },
    message: {
      ...{ version, schema: schema.uid, recipient, time: String(time), expirationTime: String(expirationTime) },
      ...{ revocable, refUID: refUid, data, salt },
    },
  }
  return { uid, typedData, values: decodeValues(schema.fields, data) ?? [] }
}

/** What takes an attestation back (docs/adr/0007). */
export function prepareRevocation({ object, attester, uid }: Attestation, now = new Date()): TypedData {
  const { schema, time } = object.message
  // Not before it was made, whatever this machine's clock says.
  const seconds = unixSeconds(now) > BigInt(String(time)) ? unixSeconds(now) : BigInt(String(time))
  return {
    domain: object.domain,
    primaryType: 'Revoke',
    types: { Revoke: revokeFields },
    message: { version: 1, revoker: attester, schema: String(schema), uid, time: String(seconds) },
  }
}

function unixSeconds(date: Date): bigint {
  return BigInt(Math.floor(date.getTime() / 1_000))
}

function invalidRecipient(): AuraProblem {
  const message = 'it is not an address: 0x and 40 hexadecimal digits'
  return new AuraProblem({
    ...{
      code: 'value_invalid',
      status: 400,
      title: 'The recipient is not an address',
      detail: `recipient: ${message}`,
    },
    fields: [{ path: 'recipient', message }],
  })
}
