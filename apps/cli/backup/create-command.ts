import { type BackupSummary, physicalTypes } from '@aura-sign/recovery'
import { type Command, Option } from 'commander'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { formatBytes, formatCount } from '../progress/format-quantity.ts'
import { findOwnDatabase, type OwnDatabase } from './find-own-database.ts'
import { makeBackup } from './make-backup.ts'
import { noteOtherDatabase } from './note-other-database.ts'
import { type CreatePhysicalFlags, createPhysical } from './physical/create-physical.ts'

interface CreateFlags {
  format?: 'gz' | 'zst'
  recipient?: string[]
  json?: true
}

export function registerBackupCreate(backup: Command, context: CommandContext): void {
  backup
    .command('create')
    .description('back the database up, with a manifest of the same moment; prints the name of the backup')
    .addOption(
      new Option('--engine <engine>', 'logical: a dump; physical: the files of Postgres, which archived WAL builds on')
        .choices(['logical', 'physical'])
        .default('logical'),
    )
    .addOption(
      new Option(
        '--type <type>',
        'of a physical one: all files, those changed since the last full, or since any',
      ).choices(physicalTypes),
    )
    .option('--new-cluster', 'of a physical one: take over the repository that an earlier cluster has left')
    .addOption(new Option('--format <format>', 'compression; default: BACKUP_FORMAT, else gz').choices(['gz', 'zst']))
    .option(
      '--recipient <age1…>',
      'encrypt for this recipient of age, may be repeated; default: BACKUP_RECIPIENTS',
      (recipient: string, others: string[] = []) => [...others, recipient],
    )
    .option('--json', 'print the result as JSON, progress as NDJSON on standard error')
    .action(async (options: CreateFlags & CreatePhysicalFlags & { engine: 'logical' | 'physical' }) => {
      if (options.engine === 'physical') return await createPhysical(context, options)
      const own = await findOwnDatabase(context)
      if (own === null) await noteOtherDatabase(context)
      const created = await createWithProgress(context, { options, own })
      process.stdout.write(options.json ? `${JSON.stringify(created)}\n` : `${created.name}\n`)
    })
}

const stepTitles = { describe: 'describe', dump: 'dump', verify: 'read back', commit: 'write manifest' }

async function createWithProgress(
  context: CommandContext,
  { options, own }: { options: CreateFlags; own: OwnDatabase | null },
): Promise<BackupSummary> {
  const json = options.json === true
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  const steps = followSteps(progress, stepTitles)
  try {
    const created = await makeBackup(context, {
      own,
      asked: {
        ...(options.format !== undefined && { format: options.format }),
        ...(options.recipient !== undefined && { recipients: options.recipient }),
      },
      onProgress: steps.update,
    })
    steps.end()
    if (!json) {
      const content = `${formatCount(created.rows ?? 0)} rows in ${created.tables} tables, ${formatBytes(created.sizeBytes)}`
      process.stderr.write(`aura: backup complete: ${content}\n`)
    }
    return created
  } catch (error) {
    steps.fail()
    throw error
  }
}
