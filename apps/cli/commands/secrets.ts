import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { registerSecretsExport } from '../secrets/export-command.ts'
import { registerSecretsImport } from '../secrets/import-command.ts'
import { registerSecretsKeygen } from '../secrets/keygen-command.ts'
import { registerSecretsShow } from '../secrets/show-command.ts'
import { registerSecretsStatus } from '../secrets/status-command.ts'

export function registerSecrets(program: Command, context: CommandContext): void {
  const secrets = program
    .command('secrets')
    .description('keep settings and secrets, encrypted, where a new machine finds them')
  registerSecretsKeygen(secrets)
  registerSecretsExport(secrets, context)
  registerSecretsStatus(secrets, context)
  registerSecretsShow(secrets, context)
  registerSecretsImport(secrets, context)
}
