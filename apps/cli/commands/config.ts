import { AuraError, redactUrl } from '@aura-sign/core'
import type { Command } from 'commander'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import { replaceExported, shellEnvironment } from '../config-print/shell-environment.ts'
import { shellLines } from '../config-print/shell-lines.ts'
import { writeToolDirectory } from '../config-print/write-tool-directory.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import { appUrl } from '../stack-in-use/app-url.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'

interface PrintFlags extends StackFlag {
  json?: true
  export?: true
}

const secretNames = new Set(['PGPASSWORD', 'REDISCLI_AUTH', 'AWS_SECRET_ACCESS_KEY'])

export function registerConfig(program: Command, context: CommandContext): void {
  const print = program
    .command('config')
    .description('show what is in use')
    .command('print')
    .description('print the settings in use; passwords are shown only with --export')
    .option('--json', 'print as JSON')
    .option('--export', 'print lines for eval, with passwords, so that psql, redis-cli, aws and mc find the services')
  addStackOption(print).action(async (flags: PrintFlags) => {
    const stack = await readStackInUse(context, flags)
    process.stdout.write(flags.export ? await exportLines(context, stack) : renderSettings(context, { stack, flags }))
  })
}

/** Our own settings stay out: in a shell they would bind every later ./aura to this stack. */
async function exportLines(context: CommandContext, stack: StackInUse): Promise<string> {
  const { set, unset } = shellEnvironment(stack)
  // An empty answer would leave a shell with the settings of another stack.
  if (Object.keys(set).length === 0) throw new AuraError('stack_not_running', { path: context.dataDirectory.root })
  const tools = await writeToolDirectory(stack, { path: context.environment.PATH })
  const replacing = replaceExported({ set: { ...set, ...tools.set }, unset }, context.environment.AURA_EXPORTED)
  return shellLines({ ...replacing, searchFirst: tools.searchFirst })
}

function renderSettings(context: CommandContext, { stack, flags }: { stack: StackInUse; flags: PrintFlags }): string {
  const settings: Record<string, string> = {
    AURA_DATA_DIR: context.dataDirectory.root,
    BACKUP_STORE_URL: stack.backupStore?.url ?? backupStoreUrl(context),
    ...(stack.journal !== null && { JOURNAL_STORE_URL: stack.journal.url }),
    ...(stack.journal?.accessKeyId && { JOURNAL_STORE_ACCESS_KEY_ID: stack.journal.accessKeyId }),
    ...(stack.siteUrl !== null && { APP_URL: appUrl(context, stack.siteUrl) }),
    ...(stack.objectStore !== null && stack.kind !== 'embedded' && { OBJECT_STORE_URL: stack.objectStore.url }),
    ...(stack.prometheusUrl !== null && { PROMETHEUS_URL: stack.prometheusUrl }),
    ...shellEnvironment(stack).set,
  }
  const shown = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, secretNames.has(name) ? '[redacted]' : redactUrl(value)]),
  )
  if (flags.json) return `${JSON.stringify(shown)}\n`
  return `${Object.entries(shown)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`
}
