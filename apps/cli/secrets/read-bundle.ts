import { readFileSync } from 'node:fs'
import { AuraError, sha256Hex } from '@aura-sign/core'
import { bundleBytesMax, openBundle, readIdentityFile, readSealedBundle, type SecretsBundle } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { storeToReadSecrets } from './secrets-store.ts'

export interface ReadFlags extends StackFlag {
  identity: string
  bundle?: string
}

export interface OpenedBundle {
  readonly name: string
  readonly sha256: string
  readonly bundle: SecretsBundle
}

/** Fetches the bundle that is meant (the newest, one of the store by its key, or a file) and opens it. */
export async function readBundle(context: CommandContext, flags: ReadFlags): Promise<OpenedBundle> {
  // Before anything is fetched: it is what people get wrong.
  const identities = readIdentityFile(flags.identity)
  const { bundle: wanted = 'newest' } = flags
  if (wanted === 'newest' || wanted.startsWith('secrets/')) {
    const { sealed, manifest } = await readSealedBundle(await storeToReadSecrets(context, flags), wanted)
    const { bundle: name, recipients, sha256 } = manifest
    return { name, sha256, bundle: await openBundle(sealed, { name, identities, recipients }) }
  }
  const sealed = readBundleFile(wanted)
  const bundle = await openBundle(sealed, { name: wanted, identities, recipients: [] })
  return { name: wanted, sha256: sha256Hex(sealed), bundle }
}

function readBundleFile(path: string): Uint8Array {
  try {
    const sealed = readFileSync(path)
    if (sealed.byteLength <= bundleBytesMax) return sealed
  } catch (cause) {
    throw new AuraError('secrets_bundle_missing', { store: path }, { cause })
  }
  throw new AuraError('secrets_bundle_damaged', { bundle: path, detail: `it is larger than ${bundleBytesMax} bytes` })
}
