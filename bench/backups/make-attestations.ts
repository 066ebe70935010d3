import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { publicKeyToAddress } from 'viem/accounts'
import { toHex } from 'viem/utils'
import { attestationToSign } from '../../packages/identity/attestations/testing/sign-attestation.ts'
import {
  type EasObject,
  easObject,
  encodeSchemaData,
  hashAttestation,
  type SchemaDefinition,
} from '../../packages/identity/index.ts'
import { randomNumbers } from './random-numbers.ts'

export interface MadeAttestation {
  readonly attester: string
  readonly object: EasObject
  readonly acceptedAt: Date
  readonly texts: string
}

/** The part of libsecp256k1 that signs thousands in a second. */
interface Signer {
  publicKeyCreate(privateKey: Uint8Array, compressed: false): Uint8Array
  ecdsaSign(hash: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number }
}

const require = createRequire(import.meta.url)
const attesters = 500

/** Every one of them really signed; what they say and of whom differs from one to the next. */
export function* makeAttestations(
  recipients: readonly { address: string; statement: string }[],
  { count, schema, now }: { count: number; schema: SchemaDefinition; now: Date },
): Generator<MadeAttestation> {
  const signer: Signer = require('secp256k1')
  const random = randomNumbers(count)
  const accounts = Array.from({ length: attesters }, (_, number) => {
    const key = createHash('sha256').update(`bench attester ${number}`).digest()
    return { key, address: publicKeyToAddress(toHex(signer.publicKeyCreate(key, false))).toLowerCase() }
  })
  for (let number = 0; number < count; number += 1) {
    const account = accounts[Math.floor(random() * attesters)]
    const recipient = recipients[Math.floor(random() * recipients.length)]
    if (!account || !recipient) throw new Error('there is nobody to attest to')
    const acceptedAt = new Date(now.getTime() - (count - number) * 1_000)
    const texts = recipient.statement.slice(0, 80)
    const data = encodeSchemaData(schema.fields, [
      { name: 'name', value: texts },
      { name: 'score', value: Math.floor(random() * 256) },
      { name: 'verified', value: random() < 0.5 },
      { name: 'evidence', value: digest(`bench evidence ${number}`) },
    ])
    if (!data.ok) throw new Error(data.detail)
    const unsigned = attestationToSign({
      ...{ schema: schema.uid, data: data.data, recipient: recipient.address as `0x${string}` },
      ...{ time: BigInt(Math.floor(acceptedAt.getTime() / 1_000)), salt: digest(`bench salt ${number}`) },
    })
    const { signature, recid } = signer.ecdsaSign(hashAttestation(unsigned), account.key)
    const [r, s] = [toHex(signature.subarray(0, 32)), toHex(signature.subarray(32))]
    const object = easObject({ ...unsigned, signature: { r, s, v: 27 + recid } })
    yield { attester: account.address, object, acceptedAt, texts }
  }
}

function digest(text: string): `0x${string}` {
  return `0x${createHash('sha256').update(text).digest('hex')}`
}
