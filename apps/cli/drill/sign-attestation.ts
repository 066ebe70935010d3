import { randomBytes } from 'node:crypto'
import {
  type Attestation,
  type AttestationMessage,
  attestationUid,
  type EasObject,
  easDeployments,
  easObject,
  encodeSchemaData,
  type SchemaDefinition,
} from '@aura-sign/identity'
import { type Address, type Hex, parseSignature, type TypedDataDefinition, zeroHash } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'

/** An EAS off-chain attestation (version 2) of one text, signed as a wallet is asked to (`eth_signTypedData_v4`). */
export async function signAttestation(
  account: PrivateKeyAccount,
  options: { schema: SchemaDefinition; text: string; recipient: Address; now: Date },
): Promise<EasObject> {
  const { schema, text, recipient, now } = options
  const encoded = encodeSchemaData(schema.fields, [{ name: schema.fields[0]?.name ?? '', value: text }])
  if (!encoded.ok) throw new Error(`the schema ${schema.schema} is not one of a single string`)
  const message: AttestationMessage = {
    schema: schema.uid,
    recipient,
    time: BigInt(Math.floor(now.getTime() / 1_000)),
    expirationTime: 0n,
    revocable: true,
    refUID: zeroHash,
    data: encoded.data,
    salt: `0x${randomBytes(32).toString('hex')}`,
  }
  const unsigned = easObject({ ...attestationOf(message), signature: '0x' })
  return { ...unsigned, signature: await signTyped(account, unsigned) }
}

/** r, s and v, as the EAS SDK has them. */
export async function signTyped(
  account: PrivateKeyAccount,
  { domain, types, primaryType, message }: Pick<EasObject, 'domain' | 'types' | 'primaryType' | 'message'>,
): Promise<{ r: Hex; s: Hex; v: number }> {
  const typed = { domain: { ...domain, chainId: BigInt(domain.chainId) }, types, primaryType, message }
  const { r, s, v } = parseSignature(await account.signTypedData(typed as unknown as TypedDataDefinition))
  return { r, s, v: Number(v) }
}

function attestationOf(message: AttestationMessage): Omit<Attestation, 'signature'> {
  const [deployment] = easDeployments
  if (!deployment) throw new Error('no EAS contract is known')
  const { chainId, contract } = deployment
  return {
    version: 2,
    structName: 'Attest',
    primaryType: 'Attest',
    uid: attestationUid({ version: 2, message }),
    domain: { version: '1.2.0', chainId, verifyingContract: contract },
    message,
  }
}
