import { newId } from '@aura-sign/core'
import { defineSchema, encodeSchemaData } from '@aura-sign/identity'
import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import type { ObjectStore } from '@aura-sign/object-store'

/** Puts the signed copy of an attestation that no database has where the site puts those; returns its uid. */
export async function leaveCopy(store: ObjectStore): Promise<string> {
  const defined = defineSchema({ schema: 'string note', revocable: true })
  if (!defined.ok) throw new Error(defined.detail)
  const { uid: schemaUid, fields, ...schema } = defined.schema
  const encoded = encodeSchemaData(fields, [{ name: 'note', value: 'said' }])
  if (!encoded.ok) throw new Error(encoded.detail)
  const account = testAccount(1)
  const object = await signAttestation(account, { schema: schemaUid, data: encoded.data })
  const attester = account.address.toLowerCase()
  const acceptedAt = new Date().toISOString()
  const record = {
    kind: 'attestation',
    id: newId(),
    attester,
    uid: object.uid,
    acceptedAt,
    object,
    schema,
    evidence: [],
  }
  await store.put(`attestations/${attester}/${object.uid}.json`, Buffer.from(`${JSON.stringify(record)}\n`))
  return object.uid
}
