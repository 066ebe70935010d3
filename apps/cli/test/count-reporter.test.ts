import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { projectDirectory } from '../config.ts'
import { renderResults } from './render-results.ts'

const reporter = fileURLToPath(new URL('./count-reporter.ts', import.meta.url))

describe('the counts of a run', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aura-counts-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  async function countsOf(files: Record<string, string>): Promise<unknown> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text)
    const config = `const project = (name) => ({ test: { name, include: [name + '*.test.js'], globals: true } })
      export default { test: { projects: [project('one'), project('two')] } }`
    await writeFile(join(root, 'vitest.config.mjs'), config)
    const counts = join(root, 'counts.json')
    const vitest = join(projectDirectory, 'node_modules', 'vitest', 'vitest.mjs')
    const words = [vitest, 'run', '--root', root, '--reporter', reporter]
    const env = { PATH: process.env.PATH, AURA_TEST_COUNTS: counts }
    await new Promise((resolve) => execFile(process.execPath, words, { env }, resolve))
    return JSON.parse(await readFile(counts, 'utf8'))
  }

  it('are kept apart by project, with every way to fail counted as a failure', async () => {
    const counts = await countsOf({
      'one.test.js': `it('passes', () => {}); it('fails', () => { throw new Error('planted') })`,
      'one-skips.test.js': `it('passes', () => {}); ${'it'}.skip('does not run', () => {})`,
      'one-broken.test.js': `it('passes`,
      'two.test.js': `it('passes', () => {})`,
      'two-hook.test.js': `beforeAll(() => { throw new Error('planted') }); it('a', () => {}); it('b', () => {})`,
      'two-unhandled.test.js': `it('passes', () => { setTimeout(() => { throw new Error('planted') }); return new Promise((resolve) => setTimeout(resolve, 50)) })`,
    })
    expect(counts).toEqual({
      projects: { one: { passed: 2, failed: 3 }, two: { passed: 2, failed: 2 } },
      unhandled: 1,
    })
  })
})

describe('renderResults', () => {
  it('says how many tests passed and failed per suite and database, and in all', () => {
    const text = renderResults([
      { suite: 'unit', database: null, passed: 120, failed: 0 },
      { suite: 'integration', database: 'embedded', passed: 30, failed: 1 },
    ])
    expect(text.split('\n')).toEqual([
      'SUITE        DATABASE  PASSED  FAILED',
      'unit         -            120       0',
      'integration  embedded      30       1',
      '',
      '150 passed, 1 failed',
      '',
    ])
  })
})
