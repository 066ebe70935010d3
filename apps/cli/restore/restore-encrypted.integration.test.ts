import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeIdentityFile } from '@aura-sign/recovery'
import { dataDirectoryAt } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../testing/spawn-stack.ts'

describe('an encrypted backup', () => {
  let root: string
  let right: string
  let wrong: string
  let name: string
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'aura encrypted '))
    cpSync(process.env.AURA_TEST_TEMPLATE ?? '', join(databases(), 'aura'), { recursive: true })
    right = join(root, 'right')
    wrong = join(root, 'wrong')
    const recipient = await writeIdentityFile(right, { now: new Date() })
    await writeIdentityFile(wrong, { now: new Date() })
    const created = await aura(['backup', 'create', '--recipient', recipient])
    expect(created).toMatchObject({ exitCode: 0 })
    name = created.stdout.trim()
  }, 120_000)
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const databases = () => dataDirectoryAt(root).databases
  const aura = (words: string[], environment: Record<string, string> = {}) =>
    runCommand(words, { AURA_DATA_DIR: root, ...environment })
  const verdicts = () => readdirSync(dataDirectoryAt(root).backups).filter((key) => key.endsWith('.verdict.json'))

  it('is neither restored nor judged by who has no identity, or another one, and nothing is touched', async () => {
    const before = readdirSync(databases())
    for (const [environment, reason] of [
      [{}, 'no identity to decrypt it with was given'],
      [{ BACKUP_IDENTITY_FILE: wrong }, 'BACKUP_IDENTITY_FILE'],
    ] as const) {
      for (const words of [
        ['restore', '--confirm', 'aura'],
        ['backup', 'verify', name],
      ]) {
        const refused = await aura(words, environment)
        expect([words, refused.exitCode, refused.stdout]).toEqual([words, 12, ''])
        expect(refused.stderr).toContain(reason)
      }
    }
    expect([readdirSync(databases()), verdicts()]).toEqual([before, []])
  }, 180_000)

  it('is proven and restored by who has the identity of one of its recipients', async () => {
    const environment = { BACKUP_IDENTITY_FILE: right }
    const verified = await aura(['backup', 'verify', name], environment)
    expect([verified.exitCode, verdicts().length]).toEqual([0, 1])
    const restored = await aura(['restore', '--confirm', 'aura', '--json'], environment)
    expect([restored.exitCode, JSON.parse(restored.stdout)]).toMatchObject([0, { backup: name, previous: 'aura' }])
  }, 180_000)
})
