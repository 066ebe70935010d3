import { AuraError } from '@aura-sign/core'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'

export function registerStack(program: Command, context: CommandContext): void {
  program
    .command('stack')
    .description("start, watch, stop and kill the services by name, with docker compose's verbs")
    .argument('[verb]', 'up, ps, logs, start, stop, restart, kill, down')
    .argument('[words...]', 'options of the verb and names of services')
    .option('--stack <kind>', 'native or compose; default: AURA_STACK, else native')
    .usage('[--stack <kind>] <verb> [options] [service...]')
    .helpOption(false)
    // The verbs' own options: for compose they are docker's business.
    .allowUnknownOption()
    .action(async (_verb: string | undefined, _words: string[], options: { stack?: string }, command: Command) => {
      await runVerb(context, { kind: options.stack ?? context.config.AURA_STACK ?? 'native', words: command.args })
    })
}

async function runVerb(
  context: CommandContext,
  { kind, words }: { kind: string; words: readonly string[] },
): Promise<void> {
  switch (kind) {
    case 'native': {
      const { nativeVerbs } = await import('../stack/native-verbs.ts')
      await nativeVerbs(context).parseAsync(words, { from: 'user' })
      return
    }
    case 'compose': {
      const { runCompose } = await import('../stack/run-compose.ts')
      process.exitCode = await runCompose(words, { environment: { ...context.environment } })
      if (process.exitCode === 0 && words[0] === 'up') await noteSecretsOfCompose(context)
      return
    }
    case 'embedded':
      throw new AuraError('stack_without_services')
    default:
      throw new AuraError('usage', { detail: `there is no stack "${kind}"; there are native and compose` })
  }
}

async function noteSecretsOfCompose(context: CommandContext): Promise<void> {
  const { composeStack } = await import('../stack-in-use/compose-stack.ts')
  const { noteSecrets } = await import('../secrets/note-secrets.ts')
  await noteSecrets(context, {
    stack: async () => composeStack(context),
    say: (message) => void process.stderr.write(`aura: ${message}\n`),
  })
}
