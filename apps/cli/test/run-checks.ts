import { delimiter, dirname, join } from 'node:path'
import { x } from 'tinyexec'
import { projectDirectory } from '../config.ts'

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
  { name: 'dependency rules', command: ['depcruise', 'apps', 'packages', '--config', 'dependency-rules.config.ts'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'schema drift', command: ['vitest', 'run', '--project', 'integration', 'packages/postgres/schema'] },
]

/** Runs every check, printing the output of those that fail. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const totals = { passed: 0, failed: 0 }
  for (const check of checks) {
    const [program, ...words] = check.command
    // The programs' shims start whatever "node" is first on the PATH; it has to be the pinned one.
    const result = await x(join(projectDirectory, 'node_modules', '.bin', program), words, {
      timeout: checkTimeoutMs,
      nodeOptions: {
        cwd: projectDirectory,
        env: { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
      },
    })
    const ok = result.exitCode === 0
    totals[ok ? 'passed' : 'failed'] += 1
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${check.name}\n`)
    if (!ok) process.stdout.write(`${result.stdout}\n${result.stderr}\n`)
  }
  return totals
}
