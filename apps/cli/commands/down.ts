import { AuraError, sleep } from '@aura-sign/core'
import { readRunFile } from '@aura-sign/stack'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'

const stopTimeoutSeconds = 30

export function registerDown(program: Command, context: CommandContext): void {
  program
    .command('down')
    .description('stop the running stack; running work is finished first')
    .action(async () => {
      const { runFile, root } = context.dataDirectory
      const run = readRunFile(runFile)
      if (!run) throw new AuraError('stack_not_running', { path: root })
      process.kill(run.pid, 'SIGTERM')
      for (let waited = 0; waited < stopTimeoutSeconds * 10; waited += 1) {
        if (!readRunFile(runFile)) {
          process.stderr.write('aura: stopped\n')
          return
        }
        await sleep(100)
      }
      throw new AuraError('stop_timed_out', { seconds: stopTimeoutSeconds })
    })
}
