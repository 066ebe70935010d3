import { type Command, Option } from 'commander'
import type { CommandContext } from '../config.ts'
import { restoreAt } from '../point-in-time/restore-at.ts'
import { createProgress } from '../progress/create-progress.ts'
import { registerRestoreObjects } from '../restore/objects-command.ts'
import { restoreEmbedded } from '../restore/restore-embedded.ts'
import type { RestoreFlags } from '../restore/restore-flags.ts'
import { restorePartially } from '../restore/restore-partially.ts'
import { restoreServer } from '../restore/restore-server.ts'
import { addStackOption } from '../stack-in-use/add-stack-option.ts'
import { readStackOfDatabase } from '../stack-in-use/read-stack-of-database.ts'

export function registerRestore(program: Command, context: CommandContext): void {
  const restoreCommand = program
    .command('restore')
    .description(
      'restore a backup and what was attested after it into a new database, and put that into use; the old one is kept',
    )
    .addOption(
      new Option('--backup <name>', 'the backup to restore; default: the newest complete one').conflicts('latest'),
    )
    .addOption(new Option('--latest', 'the newest complete backup'))
    .addOption(
      new Option(
        '--at <time>',
        'the whole cluster as it was then, as "2026-11-22 10:15:00Z", or latest; native stack',
      ).conflicts(['backup', 'latest', 'into', 'table', 'only']),
    )
    .option('--into <name>', 'name of the new database or schema; default: restored_<time of the backup>')
    .option('--no-promote', 'leave the verified database beside the one in use; a later run puts it into use')
    .addOption(
      new Option('--table <name>', 'only this table, into a schema of its own in the database in use; repeatable')
        .argParser((value: string, before: string[] = []) => [...before, value])
        .conflicts(['promote']),
    )
    .addOption(
      new Option('--only <what>', 'only the tables of this, in the same way')
        .choices(['attestations'])
        .conflicts(['promote']),
    )
    .option('-n, --dry-run', 'print the plan and end')
    .option('--json', 'print plan or result as JSON, progress as NDJSON on standard error')
    .option('--no-reconcile', 'leave out what attestations and revocations the signed copies have beside the backup')
    .option(
      '--confirm <database>',
      'the name that the plan asks for: of the database that is replaced or, where none is, of the new one',
    )
  restoreCommand.enablePositionalOptions()
  registerRestoreObjects(restoreCommand, context)
  addStackOption(restoreCommand).action((flags: RestoreFlags) =>
    flags.at === undefined ? restore(context, flags) : restoreAt(context, flags.at, flags),
  )
}

async function restore(context: CommandContext, flags: RestoreFlags): Promise<void> {
  const progress = createProgress({
    ...{ stream: process.stderr, json: flags.json === true, isTty: process.stderr.isTTY === true },
  })
  if (flags.table || flags.only) return await restorePartially(context, { flags, progress })
  const stack = await readStackOfDatabase(context, flags)
  const url = flags.stack ? stack.databaseUrl : (context.config.DATABASE_URL ?? stack.databaseUrl)
  if (stack.kind === 'embedded' || url === null) return await restoreEmbedded(context, { flags, progress })
  await restoreServer(context, { flags, progress, stack, url })
}
