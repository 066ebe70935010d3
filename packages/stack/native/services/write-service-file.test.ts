import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeServiceFile } from './write-service-file.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-service-file-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('writeServiceFile', () => {
  it('writes for the owner only, and leaves nothing beside it', async () => {
    await writeServiceFile(join(root, 'a.conf'), 'one', null)
    await writeServiceFile(join(root, 'a.conf'), 'two', null)
    expect(readFileSync(join(root, 'a.conf'), 'utf8')).toBe('two')
    expect(statSync(join(root, 'a.conf')).mode & 0o777).toBe(0o600)
    expect(readdirSync(root)).toEqual(['a.conf'])
  })

  it('replaces a planted link and leaves alone what it leads to', async () => {
    const victim = join(root, 'victim')
    writeFileSync(victim, 'untouched')
    for (const name of ['a.conf', 'a.conf.new']) symlinkSync(victim, join(root, name))
    await writeServiceFile(join(root, 'a.conf'), 'ours', null)
    expect(readFileSync(victim, 'utf8')).toBe('untouched')
    expect(readFileSync(join(root, 'a.conf'), 'utf8')).toBe('ours')
  })
})
