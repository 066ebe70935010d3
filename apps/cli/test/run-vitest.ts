import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { projectDirectory } from '../config.ts'
import { runProgram } from './run-program.ts'
import type { SuiteResult } from './suite-result.ts'
import type { TestRun } from './test-run.ts'

export interface RunVitestOptions {
  run: TestRun
  signal: AbortSignal
  /** Further words for vitest. */
  words?: readonly string[]
}

const timeoutMs = 60 * 60_000
const reporter = fileURLToPath(new URL('./count-reporter.ts', import.meta.url))
const countsSchema = z.object({
  projects: z.record(z.string(), z.object({ passed: z.number(), failed: z.number() })),
  unhandled: z.number(),
})

/**
 * Runs vitest projects together, so that both cores stay busy, their output shown as it comes. A project that left no
 * counts, and a run that failed although every test passed, count as a failure.
 */
export async function runVitest(projects: readonly string[], options: RunVitestOptions): Promise<SuiteResult[]> {
  // Not in the run's own directory, which has to be empty afterwards.
  const directory = await mkdtemp(join(tmpdir(), 'aura-counts-'))
  const file = join(directory, 'counts.json')
  try {
    const vitest = join(projectDirectory, 'node_modules', 'vitest', 'vitest.mjs')
    const words = ['run', ...projects.flatMap((name) => ['--project', name]), ...(options.words ?? [])]
    const { exitCode } = await runProgram(
      process.execPath,
      [vitest, ...words, '--reporter', 'default', '--reporter', reporter],
      { ...options, output: 'show', timeoutMs, environment: { AURA_TEST_COUNTS: file } },
    )
    const text = await readFile(file, 'utf8').catch(() => null)
    const counts = text === null ? { projects: {}, unhandled: 0 } : countsSchema.parse(JSON.parse(text))
    const results = projects.map((name) => resultOf(name, counts.projects[name]))
    const failed = results.reduce((sum, result) => sum + result.failed, 0)
    const unseen = counts.unhandled + (exitCode !== 0 && failed === 0 && counts.unhandled === 0 ? 1 : 0)
    return unseen === 0
      ? results
      : [...results, { suite: 'outside of tests', database: null, passed: 0, failed: unseen }]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function resultOf(project: string, counts: { passed: number; failed: number } | undefined): SuiteResult {
  const [suite = project, database = project === 'browser' ? 'embedded' : null] = project.split('-')
  return { suite, database, ...(counts ?? { passed: 0, failed: 1 }) }
}
