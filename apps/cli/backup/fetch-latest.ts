import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { type Manifest, parseBackupName } from '@aura-sign/recovery'
import { z } from 'zod'
import { fetchBackup } from './fetch-backup.ts'
import { hashFile, type KeptFile } from './keep-file.ts'

const recordSchema = z.object({ of: z.string(), sha256: z.string(), sizeBytes: z.number() })

/**
 * The file of a backup in a folder that holds one at a time: the one that was fetched before when its bytes are still the same, else a new one in
 * place of whatever is there.
 */
export async function fetchLatest(
  store: ObjectStore,
  options: { manifest: Manifest; directory: string; identities: readonly string[]; onBytes?: (bytes: number) => void },
): Promise<KeptFile> {
  const { manifest, directory } = options
  const stem = parseBackupName(manifest.name)?.stem ?? manifest.name
  const [path, recordPath] = [join(directory, `${stem}.sql.gz`), join(directory, `${stem}.fetched.json`)]
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const record = await readRecord(recordPath)
  const of = manifest.file.sha256
  if (record?.of === of && (await hashFile(path)) === record.sha256) {
    return { path, sha256: record.sha256, sizeBytes: record.sizeBytes }
  }
  // Personal data in the clear: no more of it than is asked for.
  for (const name of await readdir(directory)) await rm(join(directory, name), { force: true })
  const fetched = await fetchBackup(store, options)
  writeFileAtomically(recordPath, `${JSON.stringify({ of, sha256: fetched.sha256, sizeBytes: fetched.sizeBytes })}\n`)
  return fetched
}

async function readRecord(path: string): Promise<z.output<typeof recordSchema> | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return recordSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
