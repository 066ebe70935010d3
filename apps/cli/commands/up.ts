import type { Command } from 'commander'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'
import { embeddedStack } from '../stack-in-use/embedded-stack.ts'

export function registerUp(program: Command, context: CommandContext): void {
  program
    .command('up')
    .description('start the embedded stack: database, site, worker and guardian in one process')
    .action(async () => {
      const { buildPageIfStale } = await import('@aura-sign/demo-site')
      const { startEmbeddedStack } = await import('../up/start-embedded-stack.ts')
      const { runUntilStopped } = await import('../up/run-until-stopped.ts')
      await buildPageIfStale()
      await runUntilStopped(async () => {
        const stack = await startEmbeddedStack(context)
        process.stderr.write(
          `\n  Aura-Sign is running: ${stack.appUrl}\n` +
            `  backups: ${backupStoreUrl(context)}${isBeside(context) ? ', on the same disk; BACKUP_STORE_URL moves them' : ''}\n` +
            '  psql and other tools: eval "$(./aura config print --export)"\n' +
            '  stop: Ctrl-C, or ./aura down\n\n',
        )
        const { noteSecrets } = await import('../secrets/note-secrets.ts')
        await noteSecrets(context, {
          stack: async () => embeddedStack(context),
          say: (message) => void process.stderr.write(`aura: ${message}\n`),
        })
        return stack
      })
    })
}

/** Whether backups go into the data directory: lost together with what they protect. */
function isBeside({ config }: CommandContext): boolean {
  return config.BACKUP_STORE_URL === undefined
}
