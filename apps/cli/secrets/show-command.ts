import { namesOfSecrets } from '@aura-sign/recovery'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { addStackOption } from '../stack-in-use/add-stack-option.ts'
import { type ReadFlags, readBundle } from './read-bundle.ts'

export function registerSecretsShow(secrets: Command, context: CommandContext): void {
  const command = secrets
    .command('show')
    .description('open a secrets bundle and print the names of what is in it, no values: the test of an identity')
    .requiredOption('-i, --identity <file>', 'the identity of one of its recipients')
    .option('--bundle <key>', 'a key of the backup store, or a file; default: the newest')
    .option('--json', 'print as JSON')
  addStackOption(command).action(async (flags: ReadFlags & { json?: true }) => {
    const { name, sha256, bundle } = await readBundle(context, flags)
    const names = namesOfSecrets(bundle)
    const { exportedAt, host } = bundle
    const shown = { bundle: name, sha256, exportedAt, host, names }
    process.stderr.write(`aura: ${name} opens: exported ${exportedAt} on ${host}, sha256 ${sha256}\n`)
    process.stdout.write(flags.json ? `${JSON.stringify(shown)}\n` : names.map((line) => `${line}\n`).join(''))
  })
}
