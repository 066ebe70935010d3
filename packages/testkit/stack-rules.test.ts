import { globSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { embeddedOnly, nativeOnly } from './stack-rules.ts'

const cwd = fileURLToPath(new URL('../..', import.meta.url))
const tests = globSync('{apps,packages,scripts}/**/*.integration.test.ts', {
  cwd,
  exclude: (name) => name === 'node_modules',
})
const matched = (rules: readonly string[]) => tests.filter((path) => rules.some((rule) => matchesGlob(path, rule)))

describe('the rules of which database a test runs on', () => {
  it('send no test nowhere', () => {
    expect(matched(embeddedOnly).filter((path) => matched(nativeOnly).includes(path))).toEqual([])
  })

  it.each([...embeddedOnly, ...nativeOnly])('has tests for %s', (rule) => {
    expect(matched([rule])).not.toEqual([])
  })

  it('leave most tests to both', () => {
    const once = matched([...embeddedOnly, ...nativeOnly])
    const both = tests.filter((path) => !once.includes(path))
    expect(both).toContain('packages/jobs/leases.integration.test.ts')
    expect(both).toContain('packages/recovery/backup/create-backup.integration.test.ts')
  })
})
