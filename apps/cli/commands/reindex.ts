import { type Command, Option } from 'commander'
import type { CommandContext } from '../config.ts'
import { type ReindexWords, readReindexFlags } from '../reindex/reindex-flags.ts'

export function registerReindex(program: Command, context: CommandContext): void {
  program
    .command('reindex')
    .description('build the vector index anew while searches and writes go on, and take it once it finds as much')
    .addOption(new Option('--method <method>', 'default: VECTOR_INDEX').choices(['hnsw', 'ivfflat']))
    .option('--m <count>', 'hnsw: connections of a vector; default: VECTOR_INDEX_M')
    .option('--ef-construction <count>', 'hnsw: candidates while building; default: VECTOR_INDEX_EF_CONSTRUCTION')
    .option('--lists <count>', 'ivfflat: lists; default: VECTOR_INDEX_LISTS, else from the number of rows')
    .addOption(
      new Option(
        '--precision <precision>',
        'half: 16-bit numbers, half the size; default: VECTOR_INDEX_PRECISION',
      ).choices(['full', 'half']),
    )
    .option('--offline', 'faster: writes of embeddings wait until it is built; searches go on')
    .option('--no-backup', 'do not make sure of a backup of the last hour first')
    .option('--force', 'take the new index even if it finds less than the old one')
    .option('--confirm <database>', 'name of the database; asked for on a terminal')
    .option('-n, --dry-run', 'print the plan and change nothing')
    .option('--json', 'print the result, or with --dry-run the plan, as JSON; progress as NDJSON on standard error')
    .addHelpText(
      'after',
      '\nExit code 3 when the new index serves and finds less than VECTOR_RECALL_MIN; 14 when it was refused.',
    )
    .action(async (words: ReindexWords) => {
      const flags = readReindexFlags(words)
      const { runReindex } = await import('../reindex/run-reindex.ts')
      await runReindex(context, flags)
    })
}
