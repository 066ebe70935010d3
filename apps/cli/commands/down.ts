import { AuraError, sleep } from '@aura-sign/core'
import { readRunFile } from '@aura-sign/stack'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { readNative } from '../stack-in-use/native-stack.ts'

// The stack gives up by itself; this is for one that hangs.
const extraSeconds = 5
const pollMs = 100

export function registerDown(program: Command, context: CommandContext): void {
  program
    .command('down')
    .description('stop the running stack; running work is finished first')
    .action(async () => {
      const { runFile, root } = context.dataDirectory
      const run = readRunFile(runFile)
      if (!run && readNative(context)?.running.size) throw new AuraError('native_stack_runs', { path: root })
      if (!run) throw new AuraError('stack_not_running', { path: root })
      process.kill(run.pid, 'SIGTERM')
      const seconds = run.stopSecondsMax + extraSeconds
      for (let waitedMs = 0; waitedMs < seconds * 1000; waitedMs += pollMs) {
        if (!readRunFile(runFile)) {
          process.stderr.write('aura: stopped\n')
          return
        }
        await sleep(pollMs)
      }
      throw new AuraError('stop_timed_out', { seconds })
    })
}
