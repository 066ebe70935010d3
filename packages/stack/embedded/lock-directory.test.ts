import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lockDirectory } from './lock-directory.ts'

const root = mkdtempSync(join(tmpdir(), 'aura-lock-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('lockDirectory', () => {
  it('excludes a second holder until it is released, and says who holds it', () => {
    const lock = lockDirectory(join(root, 'one'))
    expect(() => lockDirectory(join(root, 'one'))).toThrow(`in use by process ${process.pid}`)
    lockDirectory(join(root, 'other')).release()
    lock.release()
    lock.release()
    lockDirectory(join(root, 'one')).release()
  })

  it('of a directory whose parent is missing is refused as unwritable', () => {
    expect(() => lockDirectory(join(root, 'missing', 'one'))).toThrow('cannot be written')
  })

  it('on a full disk is locked without a word about who has it', () => {
    const directory = join(root, 'full')
    // Writes to it fail as on a full disk.
    symlinkSync('/dev/full', `${directory}.pid`)
    expect(() => writeFileSync(`${directory}.pid`, 'x')).toThrow('ENOSPC')
    lockDirectory(directory).release()
    lockDirectory(directory).release()
  })

  it('whose holder cannot be written down is refused as unwritable, and free for the next', () => {
    const directory = join(root, 'in the way')
    mkdirSync(`${directory}.pid`)
    expect(() => lockDirectory(directory)).toThrow('cannot be written')
    rmSync(`${directory}.pid`, { recursive: true })
    lockDirectory(directory).release()
  })

  it('that belongs to another user is refused as unwritable', () => {
    const directory = join(root, 'theirs')
    writeFileSync(`${directory}.lock`, '')
    chmodSync(`${directory}.lock`, 0o444)
    chmodSync(root, 0o755)
    const module = new URL('lock-directory.ts', import.meta.url).href
    const program = `import('${module}').then((it) => it.lockDirectory(process.argv[1])).catch(({ code }) => console.log(code))`
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const { stdout } = spawnSync(process.execPath, ['-e', program, directory], { encoding: 'utf8', ...user })
    expect(stdout.trim()).toBe('data_directory_unwritable')
  })

  // Only root may make such a disk.
  if (process.getuid?.() === 0) {
    it('can be locked on a disk that has no block left', () => {
      const disk = join(root, 'disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', disk])
      try {
        expect(() => writeFileSync(join(disk, 'rest'), Buffer.alloc(65_536))).toThrow('ENOSPC')
        lockDirectory(join(disk, 'one')).release()
        lockDirectory(join(disk, 'one')).release()
      } finally {
        execFileSync('umount', [disk])
      }
    })
  }
})
