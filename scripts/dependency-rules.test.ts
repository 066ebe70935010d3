import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import { describe, expect, it } from 'vitest'
import configuration from '../dependency-rules.config.ts'

/** For each rule, two files of which the first breaks it by importing the second. */
const planted: Record<string, readonly [from: string, to: string]> = {
  'core-stands-alone': ['packages/core/a.ts', 'packages/jobs/b.ts'],
  'services-below-domain': ['packages/jobs/a.ts', 'packages/identity/b.ts'],
  'domain-below-apps': ['packages/stack/a.ts', 'apps/cli/b.ts'],
  'client-stands-alone': ['packages/client/a.ts', 'packages/identity/b.ts'],
  'recovery-without-identity': ['packages/recovery/a.ts', 'packages/identity/b.ts'],
  'identity-without-recovery': ['packages/identity/a.ts', 'packages/recovery/b.ts'],
  'testkit-only-in-tests': ['apps/cli/a.ts', 'packages/testkit/b.ts'],
  'page-talks-http': ['apps/demo-site/web/a.ts', 'packages/core/b.ts'],
  'no-circular': ['packages/core/a.ts', 'packages/core/a.ts'],
  'no-unresolvable': ['packages/core/a.ts', 'packages/core/absent.ts'],
}

describe('dependency rules', () => {
  it('are all planted below', () => {
    expect(Object.keys(planted).sort()).toEqual((configuration.forbidden ?? []).map((rule) => rule.name).sort())
  })

  it.each(Object.entries(planted))('%s turns red on an import that breaks it', async (rule, [from, to]) => {
    expect(await rulesBroken({ [to]: '', [from]: importOf(from, to) })).toContain(rule)
  })

  it('let an app import what it runs', async () => {
    const files = { 'apps/cli/a.ts': importOf('apps/cli/a.ts', 'packages/core/b.ts'), 'packages/core/b.ts': '' }
    expect(await rulesBroken(files)).toEqual([])
  })
})

function importOf(from: string, to: string): string {
  return `import '${'../'.repeat(from.split('/').length - 1)}${to}'\n`
}

/** Cruises a tree made of `files`; a path that ends in `absent.ts` is not written. */
async function rulesBroken(files: Record<string, string>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'aura-rules-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      if (path.endsWith('absent.ts')) continue
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const { output } = await cruise(['.'], {
      ...configuration.options,
      baseDir: root,
      ruleSet: configuration,
      validate: true,
    })
    if (typeof output === 'string') throw new Error('the cruise gave no result')
    return output.summary.violations.map((violation) => violation.rule.name)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
