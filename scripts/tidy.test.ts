import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

interface SourceFile {
  path: string
  text: string
}

/** A rule of the house that no linter knows; `violations` gets every source file and names those that break it. */
interface Rule {
  name: string
  violations(files: readonly SourceFile[]): string[]
  /** A file that breaks the rule: proves that the rule can fail. */
  planted: SourceFile
}

const linesMax = 400
/** Written by a program, for the compiler alone. */
const generated = 'packages/client/api/openapi.ts'
const isTest = (path: string) => /\.test\.tsx?$/.test(path)
// Where the environment is read: the entry of each process, and what tests start one with.
const environmentReaders = /^(apps\/[^/]+\/main\.ts|apps\/cli\/|scripts\/|bench\/|packages\/testkit\/|.*\/testing\/)/

const rules: readonly Rule[] = [
  {
    name: 'files are named in kebab-case',
    violations: (files) => files.map((file) => file.path).filter((path) => !/^[a-z0-9.-]+$/.test(basename(path))),
    planted: { path: 'packages/core/someThing.ts', text: '' },
  },
  {
    name: 'no file or folder is called utils, helpers, common or misc',
    violations: (files) =>
      files.map((file) => file.path).filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/.test(path)),
    planted: { path: 'packages/core/utils/x.ts', text: '' },
  },
  {
    name: `no file is longer than ${linesMax} lines`,
    violations: (files) =>
      files
        .filter((file) => file.path !== generated && file.text.split('\n').length > linesMax)
        .map((file) => file.path),
    planted: { path: 'packages/core/long.ts', text: '\n'.repeat(linesMax + 1) },
  },
  {
    name: 'only the entry of a process reads the environment',
    violations: (files) =>
      files
        .filter((file) => !isTest(file.path) && !environmentReaders.test(file.path))
        .filter((file) => /process\.env\b/.test(file.text))
        .map((file) => file.path),
    planted: { path: 'packages/core/x.ts', text: `const home = ${'process'}.env.HOME` },
  },
  {
    name: 'no test is skipped, focused, retried or left for later',
    violations: (files) =>
      files
        .filter((file) => isTest(file.path))
        .filter((file) => /\b(it|test|describe)\.(skip|only|todo|skipIf|runIf)\b|\bretry:/.test(file.text))
        .map((file) => file.path),
    planted: { path: 'packages/core/x.test.ts', text: `it${'.'}skip('x')` },
  },
  {
    name: 'barrels stand only at the entry of a package',
    violations: (files) =>
      files.map((file) => file.path).filter((path) => /^(apps|packages)\/[^/]+\/.+\/index\.ts$/.test(path)),
    planted: { path: 'packages/core/errors/index.ts', text: '' },
  },
  {
    name: 'nothing is left to do in comments',
    violations: (files) => files.filter((file) => /\b(TODO|FIXME|XXX)\b/.test(file.text)).map((file) => file.path),
    planted: { path: 'packages/core/x.ts', text: `// TO${'DO'}` },
  },
]

describe('the source is tidy:', () => {
  const files = sourceFiles()

  it.each(rules)('$name', (rule) => {
    expect(rule.violations(files)).toEqual([])
    expect(rule.violations([rule.planted])).toEqual([rule.planted.path])
  })
})

function sourceFiles(): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed
    .split('\n')
    .filter((path) => path !== '' && path !== 'scripts/tidy.test.ts' && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
