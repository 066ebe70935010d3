import { AuraError, sha256Hex } from '@aura-sign/core'
import { listObjects, type ObjectStore, readObject } from '@aura-sign/object-store'
import type { z } from 'zod'
import { isBundleKey, secretsInUseKey, secretsManifestKeyOf, secretsPrefix } from './bundle-key.ts'
import { type SecretsManifest, secretsInUseSchema, secretsManifestSchema } from './secrets-manifest.ts'

const manifestBytesMax = 1024 * 1024
/** Larger than any; an object of that name which is not ours must not fill the memory. */
export const bundleBytesMax = 16 * 1024 * 1024

/** Manifests of all complete bundles, newest first; one that cannot be read is left out. */
export async function listSecretsBundles(store: ObjectStore): Promise<SecretsManifest[]> {
  const bundles: SecretsManifest[] = []
  for (const key of (await bundleKeys(store)).reverse()) {
    const manifest = await readManifestOf(store, key)
    if (manifest) bundles.push(manifest)
  }
  return bundles
}

/** The newest complete bundle's manifest; null when there is none. */
export async function newestSecretsBundle(store: ObjectStore): Promise<SecretsManifest | null> {
  for (const key of (await bundleKeys(store)).reverse()) {
    const manifest = await readManifestOf(store, key)
    if (manifest) return manifest
  }
  return null
}

/** A bundle's bytes, checked against its manifest. Throws `secrets_bundle_missing` or `secrets_bundle_damaged`. */
export async function readSealedBundle(
  store: ObjectStore,
  key: string | 'newest',
): Promise<{ sealed: Uint8Array; manifest: SecretsManifest }> {
  const manifest = key === 'newest' ? await newestSecretsBundle(store) : await readManifestOf(store, key)
  const sealed = manifest && (await readObject(store, manifest.bundle, { maxBytes: bundleBytesMax }))
  if (!manifest || !sealed) throw new AuraError('secrets_bundle_missing', { store: store.url })
  const damage =
    sealed.byteLength === manifest.sizeBytes
      ? sha256Hex(sealed) === manifest.sha256
        ? null
        : 'its bytes are not those that its manifest names'
      : `it has ${sealed.byteLength} of ${manifest.sizeBytes} bytes`
  if (damage) throw new AuraError('secrets_bundle_damaged', { bundle: manifest.bundle, detail: damage })
  return { sealed, manifest }
}

/** What the backup store tells of secrets. */
export interface SecretsBundleState {
  readonly newestAt: Date | null
  /** Whether what was last seen in use is not in the newest bundle. */
  readonly stale: boolean
}

/** Whether the secrets in use are in the newest bundle, as far as the backup store knows: it holds fingerprints of both. */
export async function readSecretsBundleState(store: ObjectStore): Promise<SecretsBundleState> {
  const [newest, inUse] = await Promise.all([
    newestSecretsBundle(store),
    readJson(store, { key: secretsInUseKey, schema: secretsInUseSchema }),
  ])
  return {
    newestAt: newest && new Date(newest.exportedAt),
    stale: newest === null || (inUse !== null && inUse.fingerprint !== newest.fingerprint),
  }
}

async function bundleKeys(store: ObjectStore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of listObjects(store, secretsPrefix)) if (isBundleKey(key)) keys.push(key)
  return keys
}

async function readManifestOf(store: ObjectStore, key: string): Promise<SecretsManifest | null> {
  const manifest = await readJson(store, { key: secretsManifestKeyOf(key), schema: secretsManifestSchema })
  return manifest?.bundle === key ? manifest : null
}

async function readJson<T>(store: ObjectStore, options: { key: string; schema: z.ZodType<T> }): Promise<T | null> {
  const bytes = await readObject(store, options.key, { maxBytes: manifestBytesMax })
  if (!bytes) return null
  try {
    return options.schema.parse(JSON.parse(bytes.toString()))
  } catch {
    return null
  }
}
