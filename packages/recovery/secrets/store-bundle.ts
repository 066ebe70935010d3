import { AuraError, sha256Hex } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { bundleKeyAt, secretsInUseKey, secretsManifestKeyOf } from './bundle-key.ts'
import type { ContentFingerprint } from './fingerprint-content.ts'
import type { SecretsInUse, SecretsManifest } from './secrets-manifest.ts'

/** The manifest of a sealed bundle. */
export function describeBundle(options: {
  sealed: Uint8Array
  at: Date
  host: string
  /** Fingerprints of the recipients. */
  recipients: readonly string[]
  content: ContentFingerprint
}): SecretsManifest {
  const { sealed, at, host, recipients, content } = options
  return {
    format: 1,
    bundle: bundleKeyAt(at),
    exportedAt: at.toISOString(),
    host,
    sizeBytes: sealed.byteLength,
    sha256: sha256Hex(sealed),
    recipients: [...recipients],
    fingerprint: content.all,
    parts: { ...content.parts },
  }
}

/**
 * Puts a bundle into the backup store, its manifest last: what broke off leaves nothing that is taken for one. The store hashes what it
 * takes against the manifest. Throws `secrets_not_exportable` when the same second has a bundle already.
 */
export async function storeBundle(
  store: ObjectStore,
  { sealed, manifest }: { sealed: Uint8Array; manifest: SecretsManifest },
): Promise<void> {
  const written = await store.putIfAbsent(manifest.bundle, sealed, { sha256: manifest.sha256 })
  if (!written.ok) {
    throw new AuraError('secrets_not_exportable', { name: manifest.bundle, detail: 'it was made in this very second' })
  }
  await store.put(secretsManifestKeyOf(manifest.bundle), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`))
}

/** Notes in the backup store which secrets are in use, by their fingerprint. */
export async function noteSecretsInUse(
  store: ObjectStore,
  inUse: { at: Date; host: string; fingerprint: string },
): Promise<void> {
  const note: SecretsInUse = { format: 1, ...inUse, at: inUse.at.toISOString() }
  await store.put(secretsInUseKey, Buffer.from(`${JSON.stringify(note)}\n`))
}
