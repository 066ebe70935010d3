import { AuraError } from '@aura-sign/core'
import { Decrypter, Encrypter } from 'age-encryption'
import { bundleFormat, bundleSchema, type SecretsBundle } from './bundle.ts'

/** Encrypts a bundle with age, for any of the recipients to open. Throws `recipients_missing`. */
export async function sealBundle(
  bundle: SecretsBundle,
  options: { recipients: readonly string[] },
): Promise<Uint8Array> {
  const { recipients } = options
  if (recipients.length === 0) throw new AuraError('recipients_missing')
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return await encrypter.encrypt(JSON.stringify(bundle))
}

/**
 * Decrypts a bundle. `recipients` are the fingerprints to name when no identity fits. Throws `secrets_identity_wrong`,
 * `secrets_bundle_damaged` or `secrets_bundle_format`.
 */
export async function openBundle(
  sealed: Uint8Array,
  options: { name: string; identities: readonly string[]; recipients: readonly string[] },
): Promise<SecretsBundle> {
  const { name, identities, recipients } = options
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  const text = await decrypter.decrypt(sealed, 'text').catch((cause: unknown) => {
    if (cause instanceof Error && cause.message.startsWith('no identity matched')) {
      throw new AuraError('secrets_identity_wrong', { bundle: name, recipients: recipients.join(', ') || 'unknown' })
    }
    throw new AuraError('secrets_bundle_damaged', { bundle: name, detail: 'it does not decrypt as a whole' }, { cause })
  })
  return parseBundle(text, name)
}

/** An error of the parser would repeat what is in it, so none is a cause. */
function parseBundle(text: string, name: string): SecretsBundle {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AuraError('secrets_bundle_damaged', { bundle: name, detail: 'what is in it is no JSON' })
  }
  const found = typeof value === 'object' && value !== null && 'format' in value ? Number(value.format) : Number.NaN
  if (Number.isInteger(found) && found !== bundleFormat) {
    throw new AuraError('secrets_bundle_format', { bundle: name, found, wanted: bundleFormat })
  }
  const parsed = bundleSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path }) => path.slice(0, 3).join('.') || 'all of it')
  throw new AuraError('secrets_bundle_damaged', {
    bundle: name,
    detail: `it is not well formed at ${places.join(', ')}`,
  })
}
