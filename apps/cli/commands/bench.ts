import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { Command } from 'commander'
import { x } from 'tinyexec'
import { projectDirectory } from '../config.ts'

const benchDirectory = join(projectDirectory, 'bench')
/** Each with what it measures. */
export const benchmarks: Readonly<Record<string, string>> = {
  'attestation-pages': 'pages of attestations through HTTP, by each filter, as their number grows',
  'backup-create': 'a backup against "pg_dump | gzip": time, size, memory, at three sizes of the data',
  'backup-overhead': 'sign-ins with heartbeat and archiving, against the same stack without',
  'embedded-stack': 'start, sign-in and memory of the stack that "./aura up" starts',
  'evidence-upload': 'memory of the site while a large file comes in',
  'fresh-clone': 'from "git clone" to a healthy answer; needs the network',
  'native-stack': 'start and stop of the native stack with all its services',
  'object-store': 'throughput of the stores, against "aws s3 cp"',
  'physical-backup': 'physical backups, against pgBackRest by hand, and what a restore to the latest state loses',
  queue: 'jobs a second, against BullMQ and pg-boss',
  'reconcile-attestations': 'attestations brought back from their copies, against the EAS SDK',
  restore: 'a backup into a new database, against "gunzip -c | psql", at three sizes of the data',
  similarity: 'searches through HTTP, against pgbench, and their recall',
  'verify-attestation': 'attestations verified a second, against the EAS SDK',
  'verify-siwe': 'sign-ins verified a second, against siwe',
}
/** Those that take many minutes. */
export const quickBenchmarks = ['backup-create', 'backup-overhead', 'physical-backup', 'queue', 'restore', 'similarity']
const benchTimeoutMs = 2 * 3_600_000

export function registerBench(program: Command): void {
  program
    .command('bench')
    .description('measure against peers and targets; without a name, list what there is')
    .argument('[name]', 'which benchmark')
    .option('--json', 'print the result as JSON')
    .option('--quick', `fewer rounds over less, to see that it runs: ${quickBenchmarks.join(', ')}`)
    .action(async (name: string | undefined, options: { json?: true; quick?: true }) => {
      const names = Object.keys(benchmarks)
      if (name === undefined) {
        process.stdout.write(renderBenchmarks())
        return
      }
      if (!names.includes(name)) {
        throw new AuraError('usage', { detail: `there is no benchmark "${name}"; there are ${names.join(', ')}` })
      }
      if (options.quick && !quickBenchmarks.includes(name)) {
        throw new AuraError('usage', { detail: `--quick is for ${quickBenchmarks.join(', ')} only` })
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

function renderBenchmarks(): string {
  const width = Math.max(...Object.keys(benchmarks).map((name) => name.length))
  const lines = Object.entries(benchmarks).map(([name, measures]) => `${name.padEnd(width)}  ${measures}`)
  return `${lines.join('\n')}\n`
}
