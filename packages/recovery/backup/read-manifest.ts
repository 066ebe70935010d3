import { AuraError } from '@aura-sign/core'
import { type ObjectStore, readObject } from '@aura-sign/object-store'
import { z } from 'zod'
import { manifestNameOf, parseBackupName } from './backup-name.ts'
import { type Manifest, manifestSchema } from './manifest.ts'

const manifestBytesMax = 16 * 1024 * 1024

/** The manifest of a completed backup; throws `backup_missing`, `manifest_missing` or `manifest_invalid`. */
export async function readManifest(store: ObjectStore, name: string): Promise<Manifest> {
  if (!parseBackupName(name)) throw new AuraError('backup_missing', { name, store: store.url })
  const text = await readObject(store, manifestNameOf(name), { maxBytes: manifestBytesMax })
  if (text) return parseManifest(name, text.toString())
  if (await store.head(name)) throw new AuraError('manifest_missing', { name })
  throw new AuraError('backup_missing', { name, store: store.url })
}

function parseManifest(name: string, text: string): Manifest {
  const manifest = manifestSchema.safeParse(parseJson(name, text))
  if (!manifest.success) throw new AuraError('manifest_invalid', { name, detail: oneLine(manifest.error) })
  if (manifest.data.name !== name) {
    throw new AuraError('manifest_invalid', { name, detail: `it belongs to ${manifest.data.name}` })
  }
  return manifest.data
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AuraError('manifest_invalid', { name, detail: 'it is not JSON' }, { cause })
  }
}

function oneLine(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${z.core.toDotPath(issue.path)}: ${issue.message}`)
    .join('; ')
}
