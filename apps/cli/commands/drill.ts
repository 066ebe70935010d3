import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { exitCodes, writeFileAtomically } from '@aura-sign/core'
import type { StepObserver } from '@aura-sign/recovery'
import { type Command, Option } from 'commander'
import type { CommandContext } from '../config.ts'
import { renderDrillReport } from '../drill/render-drill-report.ts'
import { parseIdentityCount } from '../parse-identity-count.ts'
import { createProgress, type ProgressStep } from '../progress/create-progress.ts'

interface DrillFlags {
  identities: number
  seed: string
  json?: true
  report?: string
}

// Above this a drill takes hours: the embedded stack inserts vectors one after the other.
const identitiesMax = 10_000

export function registerDrill(program: Command, context: CommandContext): void {
  program
    .command('drill')
    .description('rehearse a disaster on a disposable stack, and measure the recovery')
    .command('database')
    .description('lose the database under load and recover it from a backup; exit code 1 when a check or target fails')
    .addOption(
      new Option('--identities <count>', 'synthetic identities')
        .default(1000)
        .argParser(parseIdentityCount(identitiesMax)),
    )
    .option('--seed <text>', 'what they are derived from; default: a random number')
    .option('--json', 'print the report as JSON, progress as NDJSON on standard error')
    .option('--report <file>', 'also write the report as JSON into a file')
    .action((flags: DrillFlags) => drill(context, flags))
}

async function drill(context: CommandContext, flags: DrillFlags): Promise<void> {
  const { runDrill } = await import('../drill/run-drill.ts')
  const json = flags.json === true
  const interruption = new AbortController()
  const interrupt = () => interruption.abort(new Error('interrupted'))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, interrupt)
  try {
    const report = await runDrill({
      identities: flags.identities,
      seed: flags.seed ?? String(randomInt(1_000_000)),
      environment: context.environment,
      signal: interruption.signal,
      observer: observeSteps({ json, identities: flags.identities }),
    })
    if (flags.report !== undefined) writeFileAtomically(resolve(flags.report), `${JSON.stringify(report, null, 2)}\n`)
    const color = process.stdout.isTTY === true && !context.environment.NO_COLOR
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderDrillReport(report, { color }))
    if (interruption.signal.aborted) process.exitCode = interruptedExitCode
    else if (!report.passed) process.exitCode = exitCodes.failed
  } finally {
    for (const signal of signals) process.off(signal, interrupt)
  }
}

/** By the shell's convention: 128 and the number of SIGINT. */
const interruptedExitCode = 130

function observeSteps(options: {
  json: boolean
  identities: number
}): StepObserver & { onSeeded: (done: number) => void } {
  const isTty = process.stderr.isTTY === true
  const progress = createProgress({ stream: process.stderr, json: options.json, isTty })
  let current: ProgressStep | null = null
  return {
    onStep: (id) => {
      current = progress.step(id, id === 'seed' ? { total: options.identities } : {})
    },
    onSeeded: (done) => current?.update(done),
    onStepEnd: ({ ok }) => (ok ? current?.end() : current?.fail()),
  }
}
