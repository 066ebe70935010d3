import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { ObjectStore } from '@aura-sign/object-store'
import { chooseBackup, globalsNameOf, type Manifest, readGlobals } from '@aura-sign/recovery'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { formatBytes } from '../progress/format-quantity.ts'
import { findUnfitPsql } from './check-psql.ts'
import { fetchBackup } from './fetch-backup.ts'
import { identitiesInUse } from './identities-in-use.ts'
import { hashFile, type KeptFile, keepFile } from './keep-file.ts'
import { openStoreInUse } from './open-store-in-use.ts'

interface DownloadFlags {
  output?: string
  asStored?: true
  json?: true
}

export function registerBackupDownload(backup: Command, context: CommandContext): void {
  backup
    .command('download')
    .description(
      'fetch a backup as a file that "gunzip -c FILE | psql" loads, checked against its manifest; prints its path',
    )
    .argument('[name]', 'name or stem of the backup; default: the newest complete one', 'latest')
    .option('-o, --output <dir>', 'folder to put it in; default: this one')
    .option('--as-stored', 'exactly the stored file, compressed and encrypted as it is')
    .option('--json', 'print what was fetched as JSON, progress as NDJSON on standard error')
    .action(async (name: string, flags: DownloadFlags) => {
      const store = openStoreInUse(context)
      const { manifest } = await chooseBackup(store, name)
      const fetched = await download(context, { store, manifest, flags })
      const globals = flags.asStored ? null : await downloadGlobals(context, { store, manifest, flags })
      await warnOfPsql(context, { fetched, flags })
      process.stderr.write(`aura: ${formatBytes(fetched.sizeBytes)}, sha256 ${fetched.sha256}\n`)
      if (globals) process.stderr.write(`aura: roles and settings of its server: ${globals}\n`)
      process.stdout.write(
        flags.json ? `${JSON.stringify({ ...fetched, backup: manifest.name, globals })}\n` : `${fetched.path}\n`,
      )
    })
}

interface Download {
  store: ObjectStore
  manifest: Manifest
  flags: DownloadFlags
}

async function download(context: CommandContext, { store, manifest, flags }: Download): Promise<KeptFile> {
  const progress = createProgress({
    stream: process.stderr,
    json: flags.json === true,
    isTty: process.stderr.isTTY === true,
  })
  const step = progress.step('download', { unit: 'bytes', total: manifest.file.sizeBytes })
  try {
    const fetched = await fetchBackup(store, {
      manifest,
      directory: resolve(flags.output ?? '.'),
      identities: identitiesInUse(context),
      asStored: flags.asStored === true,
      onBytes: step.update,
    })
    step.end()
    return fetched
  } catch (error) {
    step.fail()
    throw error
  }
}

/** Beside the data, as gzip; null where a backup has none. What is there of an earlier download stays. */
async function downloadGlobals(context: CommandContext, { store, manifest, flags }: Download): Promise<string | null> {
  const text = readGlobals(store, { manifest, identities: identitiesInUse(context) })
  if (!text) return null
  const path = join(resolve(flags.output ?? '.'), globalsNameOf(manifest.name))
  if ((await hashFile(path)) === null) await keepFile(path, Readable.from(text).compose(createGzip()))
  return path
}

async function warnOfPsql(
  context: CommandContext,
  { fetched, flags }: { fetched: KeptFile; flags: DownloadFlags },
): Promise<void> {
  const unfit = flags.asStored ? null : await findUnfitPsql(context, fetched.path)
  if (unfit === null) return
  process.stderr.write(
    `aura: psql ${unfit} on this PATH cannot load it: it does not know \\restrict; use a newer one, or "./aura restore"\n`,
  )
}
