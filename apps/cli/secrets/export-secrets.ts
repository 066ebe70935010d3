import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { ObjectStore } from '@aura-sign/object-store'
import {
  bundleFormat,
  describeBundle,
  fingerprintContent,
  noteSecretsInUse,
  recipientFingerprint,
  type SecretsContent,
  type SecretsManifest,
  sealBundle,
  storeBundle,
} from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { loadFingerprintKey } from './fingerprint-key.ts'

/** Seals what was collected for the recipients and puts it into a store, a file, or both; returns the manifest. */
export async function exportSecrets(
  context: CommandContext,
  options: {
    content: SecretsContent
    recipients: readonly string[]
    at: Date
    store: ObjectStore | null
    output: string | undefined
  },
): Promise<SecretsManifest> {
  const { content, recipients, at, store, output } = options
  const key = loadFingerprintKey(context.dataDirectory.root)
  const host = hostname()
  const bundle = { format: bundleFormat, exportedAt: at.toISOString(), host, fingerprintKey: key, ...content } as const
  const sealed = await sealBundle(bundle, { recipients })
  const fingerprint = fingerprintContent(content, { key })
  const names = recipients.map(recipientFingerprint)
  const manifest = describeBundle({ sealed, at, host, recipients: names, content: fingerprint })
  if (output !== undefined) writeFileSync(output, sealed, { mode: 0o600 })
  if (store !== null) {
    await storeBundle(store, { sealed, manifest })
    await noteSecretsInUse(store, { at, host, fingerprint: fingerprint.all })
  }
  return manifest
}
