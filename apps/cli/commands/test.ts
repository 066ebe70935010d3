import { AuraError, exitCodes } from '@aura-sign/core'
import { type Command, Option } from 'commander'
import { installTestTools } from '../test/install-test-tools.ts'
import { renderResults } from '../test/render-results.ts'
import { runSuites, type Suite, suites } from '../test/run-suites.ts'

/** What a shell reports of a program that this signal ended. */
const interruptedExitCodes = { SIGINT: 130, SIGTERM: 143 } as const

export function registerTest(program: Command): void {
  program
    .command('test')
    .description('install what the tests need, then run everything')
    .addOption(
      new Option('--suite <names>', `only these, separated by commas: ${suites.join(', ')}, or integration for both`)
        .default([...suites], 'all')
        .argParser(parseSuites),
    )
    .action((options: { suite: Suite[] }) => test(new Set(options.suite)))
}

async function test(wanted: ReadonlySet<Suite>): Promise<void> {
  if (wanted.has('integration-embedded') || wanted.has('integration-native') || wanted.has('browser')) {
    await installTestTools()
    const { buildPageIfStale } = await import('@aura-sign/demo-site')
    await buildPageIfStale()
  }
  // From here on something runs that has to be ended in order.
  const interruption = new AbortController()
  const interrupt = (signal: NodeJS.Signals) => interruption.abort(signal)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)
  const results = await runSuites(wanted, { signal: interruption.signal })
  process.stdout.write(`\n${renderResults(results)}`)
  const failed = results.some((result) => result.failed > 0) || results.every((result) => result.passed === 0)
  process.exitCode = failed ? exitCodes.failed : exitCodes.ok
  const { reason } = interruption.signal
  if (interruption.signal.aborted) process.exitCode = interruptedExitCodes[reason as 'SIGINT' | 'SIGTERM']
}

function parseSuites(text: string): Suite[] {
  return text.split(',').flatMap((name) => {
    if (name === 'integration') return ['integration-embedded', 'integration-native'] as const
    const suite = suites.find((candidate) => candidate === name)
    if (!suite) throw new AuraError('usage', { detail: `there is no suite "${name}"; there are ${suites.join(', ')}` })
    return [suite]
  })
}
