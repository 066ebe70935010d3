import { AuraError, exitCodes } from '@aura-sign/core'
import { type Command, Option } from 'commander'
import { installTestTools } from '../test/install-test-tools.ts'
import { runChecks } from '../test/run-checks.ts'
import { runVitest } from '../test/run-vitest.ts'

const suites = ['check', 'unit', 'integration', 'browser'] as const
type Suite = (typeof suites)[number]

export function registerTest(program: Command): void {
  program
    .command('test')
    .description('install what the tests need, then run everything')
    .addOption(
      new Option('--suite <names>', `only these, separated by commas: ${suites.join(', ')}`)
        .default([...suites], 'all')
        .argParser(parseSuites),
    )
    .action(async (options: { suite: Suite[] }) => {
      const wanted = new Set(options.suite)
      if (wanted.has('integration') || wanted.has('browser')) {
        await installTestTools()
        const { buildPageIfStale } = await import('@aura-sign/demo-site')
        await buildPageIfStale()
      }
      const totals = { passed: 0, failed: 0 }
      const add = (result: { passed: number; failed: number }) => {
        totals.passed += result.passed
        totals.failed += result.failed
      }
      if (wanted.has('check')) add(await runChecks())
      for (const project of ['unit', 'integration', 'browser'] as const) {
        if (wanted.has(project)) add(await runVitest(project))
      }
      process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`)
      process.exitCode = totals.failed === 0 && totals.passed > 0 ? exitCodes.ok : exitCodes.failed
    })
}

function parseSuites(text: string): Suite[] {
  return text.split(',').map((name) => {
    const suite = suites.find((candidate) => candidate === name)
    if (!suite) throw new AuraError('usage', { detail: `there is no suite "${name}"; there are ${suites.join(', ')}` })
    return suite
  })
}
