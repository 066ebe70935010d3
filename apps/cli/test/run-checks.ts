import { join } from 'node:path'
import { projectDirectory } from '../config.ts'
import { runProgram } from './run-program.ts'
import type { SuiteResult } from './suite-result.ts'
import type { TestRun } from './test-run.ts'

interface Check {
  name: string
  command: readonly [program: string, ...words: string[]]
}

const checkTimeoutMs = 5 * 60_000

/** What needs no browser; tidiness and the error catalogue are unit tests. */
const checks: readonly Check[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types of the page', command: ['tsc', '--noEmit', '-p', 'apps/demo-site/web/tsconfig.json'] },
  { name: 'types of the hooks', command: ['tsc', '--noEmit', '-p', 'packages/react/tsconfig.json'] },
  { name: 'dependency rules', command: ['depcruise', 'apps', 'packages', '--config', 'dependency-rules.config.ts'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'schema drift', command: ['vitest', 'run', '--project', 'integration-embedded', 'packages/postgres/schema'] },
]

/** Runs every check; what those say that fail is in the report, for whoever prints it. */
export async function runChecks(options: {
  run: TestRun
  signal: AbortSignal
}): Promise<{ result: SuiteResult; report: string }> {
  const result = { suite: 'check', database: null, passed: 0, failed: 0 }
  let report = ''
  for (const check of checks) {
    const [program, ...words] = check.command
    const path = join(projectDirectory, 'node_modules', '.bin', program)
    const { exitCode, output } = await runProgram(path, words, {
      ...options,
      output: 'keep',
      timeoutMs: checkTimeoutMs,
    })
    const ok = exitCode === 0
    result[ok ? 'passed' : 'failed'] += 1
    report += `${ok ? 'ok    ' : 'FAILED'} ${check.name}\n${ok ? '' : `${output}\n`}`
  }
  return { result, report }
}
