import { AuraError, systemClock } from '@aura-sign/core'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import { collectSecrets } from './collect-secrets.ts'
import { exportSecrets } from './export-secrets.ts'
import { recipientsInUse } from './recipients-in-use.ts'
import { secretsStore } from './secrets-store.ts'

interface ExportFlags extends StackFlag {
  recipient?: string[]
  output?: string
  store?: true
  dryRun?: true
  json?: true
}

export function registerSecretsExport(secrets: Command, context: CommandContext): void {
  const command = secrets
    .command('export')
    .description('encrypt settings and secrets for your recipients and put them into the backup store')
    .option('-r, --recipient <age1…>', 'who may open it; repeatable; default: SECRETS_RECIPIENTS', collect)
    .option('-o, --output <file>', 'write it to a file, and not into the backup store')
    .option('--store', 'with --output: into the backup store too')
    .option('-n, --dry-run', 'print the names of what would be in it and end')
    .option('--json', 'print the manifest as JSON')
  addStackOption(command).action(async (flags: ExportFlags) => {
    const recipients = recipientsInUse(context, flags.recipient)
    if (recipients.length === 0) throw new AuraError('recipients_missing')
    const content = await collectSecrets(context)
    if (flags.dryRun) return printNames(content, flags)
    const store = flags.output === undefined || flags.store ? await secretsStore(context, flags) : null
    const at = systemClock.now()
    const manifest = await exportSecrets(context, { content, recipients, at, store, output: flags.output })
    const place = [store && `${manifest.bundle} in ${store.url}`, flags.output].filter(Boolean).join(' and ')
    process.stderr.write(
      `aura: ${Object.keys(manifest.parts).length} settings and secrets exported to ${place}, ` +
        `for ${recipients.length} recipients (${manifest.recipients.join(', ')})\n`,
    )
    process.stdout.write(flags.json ? `${JSON.stringify(manifest)}\n` : `${store ? manifest.bundle : flags.output}\n`)
  })
}

function printNames(content: Awaited<ReturnType<typeof collectSecrets>>, { json }: ExportFlags): void {
  const names = { variables: Object.keys(content.environment), files: content.files.map(({ name }) => name) }
  const lines = [...names.variables.map((name) => `env:${name}`), ...names.files]
  process.stdout.write(json ? `${JSON.stringify(names)}\n` : lines.map((line) => `${line}\n`).join(''))
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
