import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { Command } from 'commander'
import { x } from 'tinyexec'
import { projectDirectory } from '../config.ts'

const benchDirectory = join(projectDirectory, 'bench')
/** Those that take many minutes. */
export const quickBenchmarks = ['queue', 'similarity']
const benchTimeoutMs = 30 * 60_000

export function registerBench(program: Command): void {
  program
    .command('bench')
    .description('measure against peers and targets; without a name, list what there is')
    .argument('[name]', 'which benchmark')
    .option('--json', 'print the result as JSON')
    .option('--quick', `fewer rounds over less, to see that it runs: ${quickBenchmarks.join(', ')}`)
    .action(async (name: string | undefined, options: { json?: true; quick?: true }) => {
      const names = benchmarks()
      if (name === undefined) {
        process.stdout.write(`${names.join('\n')}\n`)
        return
      }
      if (!names.includes(name)) {
        throw new AuraError('usage', { detail: `there is no benchmark "${name}"; there are ${names.join(', ')}` })
      }
      if (options.quick && !quickBenchmarks.includes(name)) {
        throw new AuraError('usage', { detail: `--quick is for ${quickBenchmarks.join(' and ')} only` })
      }
      const flags = [...(options.json ? ['--json'] : []), ...(options.quick ? ['--quick'] : [])]
      const words = [join(benchDirectory, `${name}.ts`), ...flags]
      const run = await x(process.execPath, words, {
        timeout: benchTimeoutMs,
        nodeOptions: { cwd: projectDirectory, stdio: 'inherit' },
      })
      process.exitCode = run.exitCode ?? 1
    })
}

/** Every file of the folder that is no part of another is a benchmark. */
function benchmarks(): string[] {
  return readdirSync(benchDirectory)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
}
