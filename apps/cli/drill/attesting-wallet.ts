import { systemClock } from '@aura-sign/core'
import {
  defineSchema,
  type EasObject,
  type revocationObject,
  revocationTypedData,
  type SchemaDefinition,
} from '@aura-sign/identity'
import type { AcknowledgedSignature, DrillWallet, FoundAttestation } from '@aura-sign/recovery'
import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { type SiteClient, UnexpectedAnswer } from '../site-client/site-client.ts'
import { signAttestation, signTyped } from './sign-attestation.ts'

const attestationSchema = z.object({
  attester: z.string(),
  uid: z.string(),
  object: z.unknown(),
  journaled: z.boolean(),
  revocation: z.object({ journaled: z.boolean(), object: z.unknown() }).nullable(),
})
const verdictSchema = z.object({ ok: z.boolean() })

/** What a throw-away wallet signs about others, brought to the site by its client. */
export function attestingWallet(client: SiteClient): Pick<DrillWallet, 'attest' | 'revoke'> {
  return {
    attest: async ({ schema: text, text: said, recipient }) => {
      const schema = await registerSchema(client, text)
      const about = { schema, text: said, recipient: recipient as Address, now: systemClock.now() }
      const object = await signAttestation(client.account, about)
      const attester = client.account.address
      const answer = await client.request('POST', '/api/attestations', { sig: object, signer: attester })
      const { journaled } = attestationSchema.parse(answer)
      return { attester, uid: object.uid, object, journaled }
    },
    revoke: (attestation) => revoke(client, attestation),
  }
}

/** What anybody can read of an attestation; null when it is not there. */
export async function findAttestation(
  client: SiteClient,
  key: { attester: string; uid: string; object: unknown },
): Promise<FoundAttestation | null> {
  const submission = { sig: key.object, signer: key.attester }
  const verdict = verdictSchema.parse(await client.request('POST', '/api/attestations/verify', submission))
  try {
    const answer = await client.request('GET', `/api/attestations/${key.attester}/${key.uid}`)
    const { object, revocation } = attestationSchema.parse(answer)
    return { object, revocation: revocation?.object ?? null, valid: verdict.ok }
  } catch (error) {
    if (error instanceof UnexpectedAnswer && error.status === 404) return null
    throw error
  }
}

async function registerSchema(client: SiteClient, text: string): Promise<SchemaDefinition> {
  const defined = defineSchema({ schema: text, revocable: true })
  if (!defined.ok) throw new Error(defined.detail)
  await client.request('POST', '/api/schemas', { schema: text, revocable: true })
  return defined.schema
}

async function revoke(
  client: SiteClient,
  { attester, uid, object }: AcknowledgedSignature,
): Promise<AcknowledgedSignature> {
  const { domain, message } = object as EasObject
  const typed = revocationTypedData(
    {
      version: domain.version,
      chainId: Number(domain.chainId),
      verifyingContract: domain.verifyingContract as Address,
    },
    {
      revoker: client.account.address,
      schema: String(message.schema) as Hex,
      uid: uid as Hex,
      time: BigInt(Math.floor(systemClock.now().getTime() / 1_000)),
    },
  )
  const revocation: ReturnType<typeof revocationObject> = {
    ...typed,
    signature: await signTyped(client.account, typed),
  }
  const answer = await client.request('POST', `/api/attestations/${attester}/${uid}/revoke`, revocation)
  const { revocation: kept } = attestationSchema.parse(answer)
  return { attester, uid, object: revocation, journaled: kept?.journaled === true }
}
