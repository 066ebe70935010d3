import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataDirectoryAt } from '@aura-sign/stack'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from './testing/spawn-stack.ts'
import { activeDatabaseDirectory } from './up/open-active-database.ts'

const root = mkdtempSync(join(tmpdir(), 'aura-broken-'))
const breakDomain = new URL('./testing/break-domain.ts', import.meta.url).href
const run = (...words: string[]) =>
  runCommand(words, { AURA_DATA_DIR: root, POSTGRES_PORT: '0', NODE_OPTIONS: `--import=${breakDomain}` })

beforeAll(() => {
  const template = process.env.AURA_TEST_TEMPLATE
  if (template) cpSync(template, join(dataDirectoryAt(root).databases, 'aura'), { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true }))

describe('while the code of sign-in, site and workers is broken', () => {
  it('what needs that code fails', async () => {
    const seed = await run('seed', '--identities', '1')
    expect([seed.exitCode, seed.stderr]).toEqual([1, expect.stringContaining('is broken')])
  })

  it('backups are made, listed and restored', async () => {
    expect(await run('backup', 'create')).toMatchObject({ exitCode: 0 })
    expect(await run('backup', 'list')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('complete') })
    const restored = await run('restore', '--confirm=aura')
    expect(restored).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/^restored backup_.*\n[\s\S]*next: .\/aura recon/),
    })
    expect(restored.stderr).toMatch(/is restored and in use, but without the attestations .* is broken/)
    expect(activeDatabaseDirectory(dataDirectoryAt(root))).toMatch(/restored_[-_\d]+$/)
    expect(await run('config', 'print')).toMatchObject({ exitCode: 0 })
    expect(await run('--help')).toMatchObject({ exitCode: 0 })
  }, 120_000)
})
