import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Tests of one vitest project. */
export interface ProjectCounts {
  passed: number
  failed: number
}

/** Of a whole run; `unhandled` counts errors that escaped every test. */
export interface RunCounts {
  projects: Record<string, ProjectCounts>
  unhandled: number
}

/** Given to vitest by its path: counts the tests of each project into the file that AURA_TEST_COUNTS names. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const projects: Record<string, ProjectCounts> = {}
    for (const module of modules) {
      projects[module.project.name] ??= { passed: 0, failed: 0 }
      count(module, projects[module.project.name] as ProjectCounts)
    }
    const counts: RunCounts = { projects, unhandled: unhandledErrors.length }
    writeFileSync(process.env.AURA_TEST_COUNTS ?? 'test-counts.json', JSON.stringify(counts))
  }
}

function count(module: TestModule, counts: ProjectCounts): void {
  let failed = 0
  for (const test of module.children.allTests()) {
    // What was skipped, by itself or because a hook failed, has shown nothing.
    if (test.result().state === 'passed') counts.passed += 1
    else failed += 1
  }
  counts.failed += module.state() === 'passed' ? failed : Math.max(1, failed)
}
