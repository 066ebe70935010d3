import { mkdtempSync, rmSync } from 'node:fs'
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
})
