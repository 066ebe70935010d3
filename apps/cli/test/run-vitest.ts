import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { x } from 'tinyexec'
import { z } from 'zod'
import { projectDirectory } from '../config.ts'

const projectTimeoutMs = 60 * 60_000
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
})

/** Runs one vitest project, its output shown as it comes; a run that breaks without a report counts as one failure. */
export async function runVitest(project: string): Promise<{ passed: number; failed: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'aura-report-'))
  const report = join(directory, 'report.json')
  try {
    const vitest = join(projectDirectory, 'node_modules', 'vitest', 'vitest.mjs')
    const words = ['run', '--project', project, '--reporter', 'default', '--reporter', 'json', '--outputFile', report]
    const run = await x(process.execPath, [vitest, ...words], {
      timeout: projectTimeoutMs,
      nodeOptions: { cwd: projectDirectory, stdio: 'inherit' },
    })
    const { numPassedTests, numFailedTests, success } = reportSchema.parse(JSON.parse(await readFile(report, 'utf8')))
    const broke = !success || run.exitCode !== 0
    return { passed: numPassedTests, failed: broke ? Math.max(1, numFailedTests) : numFailedTests }
  } catch (error) {
    process.stdout.write(`the ${project} tests left no report: ${String(error)}\n`)
    return { passed: 0, failed: 1 }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
