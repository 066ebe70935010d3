import { basename, join, resolve } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { chooseBackup } from '@aura-sign/recovery'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { findUnfitPsql } from './check-psql.ts'
import { fetchLatest } from './fetch-latest.ts'
import { identitiesInUse } from './identities-in-use.ts'
import type { KeptFile } from './keep-file.ts'
import { openStoreInUse } from './open-store-in-use.ts'
import { shellFolder } from './shell-path.ts'

export function registerBackupLatest(backup: Command, context: CommandContext): void {
  backup
    .command('latest')
    .description(
      'fetch the newest complete backup and print a path for "gunzip -c PATH | psql", relative and without blanks',
    )
    .option('--json', 'print what was fetched as JSON, progress as NDJSON on standard error')
    .action(async ({ json = false }: { json?: boolean }) => {
      const store = openStoreInUse(context)
      const { manifest, skipped } = await chooseBackup(store, 'latest')
      for (const { name, problem } of skipped) process.stderr.write(`aura: passed over ${name}: ${problem}\n`)
      const folder = shellFolder(context.dataDirectory.root, { from: process.cwd(), name: 'fetched-backups' })
      const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
      const step = progress.step('download', { unit: 'bytes', total: manifest.file.sizeBytes })
      let fetched: KeptFile
      try {
        fetched = await fetchLatest(store, {
          manifest,
          directory: resolve(folder),
          identities: identitiesInUse(context),
          onBytes: step.update,
        })
        step.end()
      } catch (error) {
        step.fail()
        throw error
      }
      const found = await findUnfitPsql(context, fetched.path)
      if (found !== null) {
        const wanted = `Postgres ${manifest.database.postgres.version.split(' ')[0]}`
        throw new AuraError('psql_too_old', { found, name: manifest.name, wanted })
      }
      process.stderr.write(`aura: ${manifest.name}, state of ${manifest.snapshotAt}, sha256 ${fetched.sha256}\n`)
      const path = join(folder, basename(fetched.path))
      process.stdout.write(json ? `${JSON.stringify({ ...fetched, path, backup: manifest.name })}\n` : `${path}\n`)
    })
}
