import { checkLeftovers } from './check-leftovers.ts'
import { runChecks } from './run-checks.ts'
import { runVitest } from './run-vitest.ts'
import type { SuiteResult } from './suite-result.ts'
import { openTestRun, type TestRun } from './test-run.ts'

export const suites = ['check', 'unit', 'integration-embedded', 'integration-native', 'browser'] as const
export type Suite = (typeof suites)[number]

/** Unit tests wait for nobody, and the checks run beside them. */
const besideChecks = ['--maxWorkers', '2']

/**
 * Runs suites: checks beside unit tests, which leave each other's cores idle in turns, then the integration tests of both
 * databases together, then the browser's alone. After each of these nothing of it may be left.
 */
export async function runSuites(wanted: ReadonlySet<Suite>, options: { signal: AbortSignal }): Promise<SuiteResult[]> {
  const { signal } = options
  const projects = (...names: Suite[]) => names.filter((name) => wanted.has(name))
  const check = async () => {
    if (!wanted.has('check')) return []
    const { value, faults } = await alone('check', (run) => runChecks({ run, signal }))
    process.stdout.write(`\n${value.report}`)
    return [value.result, ...faults]
  }
  const vitest = async (name: string, names: Suite[], words: readonly string[] = []) => {
    if (names.length === 0 || signal.aborted) return []
    const { value, faults } = await alone(name, (run) => runVitest(names, { run, signal, words }))
    return [...value, ...faults]
  }
  const first = await Promise.all([check(), vitest('unit', projects('unit'), besideChecks)])
  const integration = await vitest('integration', projects('integration-embedded', 'integration-native'))
  const browser = await vitest('browser', projects('browser'))
  return [...first.flat(), ...integration, ...browser]
}

/** Runs a suite with a mark of its own; what it leaves is a failure that says what it is. */
async function alone<T>(name: string, use: (run: TestRun) => Promise<T>): Promise<{ value: T; faults: SuiteResult[] }> {
  const run = openTestRun()
  let leftovers: string[] = []
  let value: T
  try {
    value = await use(run)
  } finally {
    leftovers = await checkLeftovers(run)
  }
  for (const fault of leftovers) process.stdout.write(`FAILED the ${name} tests left something: ${fault}\n`)
  const failed = leftovers.length
  return { value, faults: failed === 0 ? [] : [{ suite: `left by ${name}`, database: null, passed: 0, failed }] }
}
