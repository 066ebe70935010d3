import { AuraError } from '@aura-sign/core'
import { type ObjectStore, readObject } from '@aura-sign/object-store'
import { z } from 'zod'
import { backupNameOf, manifestNameOf, parseBackupName, stemOf } from './backup-name.ts'
import { type Manifest, manifestFormat, manifestSchema } from './manifest.ts'

const manifestBytesMax = 16 * 1024 * 1024

/**
 * The manifest of a completed backup, given its name or its stem; throws `backup_missing`, `manifest_missing`, `manifest_format` or
 * `manifest_invalid`.
 */
export async function readManifest(store: ObjectStore, backup: string): Promise<Manifest> {
  const stem = stemOf(backup)
  if (!stem) throw new AuraError('backup_missing', { name: backup, store: store.url })
  const text = await readObject(store, manifestNameOf(stem), { maxBytes: manifestBytesMax })
  if (text) return parseManifest(backup, text.toString())
  const name = parseBackupName(backup)?.name ?? backupNameOf(stem)
  if (await store.head(name)) throw new AuraError('manifest_missing', { name })
  throw new AuraError('backup_missing', { name: backup, store: store.url })
}

function parseManifest(backup: string, text: string): Manifest {
  const json = parseJson(backup, text)
  const format = z.object({ format: z.number() }).safeParse(json)
  if (format.success && format.data.format !== manifestFormat) {
    throw new AuraError('manifest_format', { name: backup, found: format.data.format, wanted: manifestFormat })
  }
  const manifest = manifestSchema.safeParse(json)
  if (!manifest.success) throw new AuraError('manifest_invalid', { name: backup, detail: oneLine(manifest.error) })
  const { name } = manifest.data
  if (name !== backup && stemOf(name) !== backup) {
    throw new AuraError('manifest_invalid', { name: backup, detail: `it belongs to ${name}` })
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
