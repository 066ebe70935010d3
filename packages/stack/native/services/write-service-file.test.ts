import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findServiceUser } from '../find-service-user.ts'
import { makeServiceFolder } from './make-service-folder.ts'
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

  it('writes as the user of the services, whole, and where that user may write', async () => {
    const user = await findServiceUser({ name: 'nobody', callerUid: process.getuid?.() })
    if (user) chownSync(root, user.uid, user.gid)
    const long = 'ä'.repeat(1_000_000)
    await writeServiceFile(join(root, 'a.conf'), long, user)
    expect(readFileSync(join(root, 'a.conf'), 'utf8')).toBe(long)
    expect(statSync(join(root, 'a.conf'))).toMatchObject({ uid: user?.uid ?? process.getuid?.(), mode: 0o100600 })
    const victim = mkdtempSync(join(tmpdir(), 'aura-victim-'))
    try {
      // Nobody but root may write there; folders on the way were replaced by links to it.
      chmodSync(victim, 0o555)
      symlinkSync(victim, join(root, 'data'))
      symlinkSync(join(victim, 'new'), join(root, 'folder'))
      await expect(writeServiceFile(join(root, 'data', 'a.conf'), 'ours', user)).rejects.toThrow(/permission denied/i)
      await expect(makeServiceFolder(join(root, 'folder', 'a'), user)).rejects.toThrow()
      await makeServiceFolder(join(root, 'data'), user)
      expect([readdirSync(victim), statSync(victim).uid]).toEqual([[], process.getuid?.()])
      symlinkSync(victim, join(root, 'b.conf'))
      await writeServiceFile(join(root, 'b.conf'), 'ours', user)
      expect([readFileSync(join(root, 'b.conf'), 'utf8'), readdirSync(victim)]).toEqual(['ours', []])
    } finally {
      chmodSync(victim, 0o700)
      rmSync(victim, { recursive: true })
    }
    expect(readdirSync(root).sort()).toEqual(['a.conf', 'b.conf', 'data', 'folder'])
  })
})
