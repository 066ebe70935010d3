import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadSecretsFile, readSecretsFile } from '@aura-sign/stack'
import { z } from 'zod'

const schema = z.object({ fingerprintKey: z.string().regex(/^[0-9a-f]{64}$/) })

/** Where a data directory keeps the key of its fingerprints. */
export function fingerprintKeyFile(root: string): string {
  return join(root, 'secrets-fingerprint.json')
}

/** The key by which this machine and its bundles tell whether secrets have changed, made (mode 0600) at the first export. */
export function loadFingerprintKey(root: string): string {
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const generate = () => ({ fingerprintKey: randomBytes(32).toString('hex') })
  return loadSecretsFile(fingerprintKeyFile(root), { schema, generate }).fingerprintKey
}

/** The same without making one: null where nothing was exported or imported. */
export function readFingerprintKey(root: string): string | null {
  return readSecretsFile(fingerprintKeyFile(root), schema)?.fingerprintKey ?? null
}

/** The text of that file with a key that came with a bundle. */
export function fingerprintKeyText(fingerprintKey: string): string {
  return `${JSON.stringify({ fingerprintKey }, null, 2)}\n`
}
