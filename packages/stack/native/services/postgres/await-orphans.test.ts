import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { awaitOrphans } from './await-orphans.ts'

let root: string
let data: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'aura-orphans-')))
  data = join(root, 'data')
  mkdirSync(data)
  mkdirSync(join(root, 'other'))
  mkdirSync(join(root, 'proc'))
  // Names a process that lives, so that it would be removed.
  writeFileSync(join(data, 'postmaster.pid'), `${process.pid}\n`)
})
afterEach(() => rmSync(root, { recursive: true }))

const look = () => awaitOrphans(data, { timeoutMs: 0, processes: join(root, 'proc') })

describe('before a Postgres starts, a process', () => {
  it.each([
    ['in its directory', () => show(7, { cwd: data })],
    ['whose place and whose server are unknown', () => show(7, { cwd: null, parent: 1 })],
    [
      'whose server is in its directory',
      () => [show(7, { cwd: null, parent: 6 }), show(6, { cwd: null, words: ['-D', data] })],
    ],
  ])('%s is waited for, and its lock file stays', async (_, plant) => {
    plant()
    await expect(look()).rejects.toMatchObject({ code: 'postgres_still_running' })
    expect(existsSync(join(data, 'postmaster.pid'))).toBe(true)
  })

  it.each([
    ['in another directory', () => show(7, { cwd: join(root, 'other') })],
    ['that has ended meanwhile', () => show(7, {})],
    ['that is no Postgres', () => show(7, { cwd: data, command: 'bash' })],
    [
      'whose server is in another directory',
      () => [show(7, { cwd: null, parent: 6 }), show(6, { cwd: null, words: ['-D', join(root, 'other')] })],
    ],
  ])('%s is none of its own', async (_, plant) => {
    plant()
    await look()
    expect(existsSync(join(data, 'postmaster.pid'))).toBe(false)
  })
})

/** A process as /proc shows it; `cwd` null: the kernel does not tell. */
function show(
  pid: number,
  shown: { cwd?: string | null; command?: string; parent?: number; words?: readonly string[] },
): void {
  const path = join(root, 'proc', String(pid))
  mkdirSync(path)
  writeFileSync(join(path, 'comm'), `${shown.command ?? 'postgres'}\n`)
  writeFileSync(join(path, 'status'), `Name:\tpostgres\nPPid:\t${shown.parent ?? 1}\n`)
  writeFileSync(join(path, 'cmdline'), ['postgres', ...(shown.words ?? [])].join('\0'))
  // A file that is no link cannot be read as one, either.
  if (shown.cwd === null) writeFileSync(join(path, 'cwd'), '')
  else if (shown.cwd !== undefined) symlinkSync(shown.cwd, join(path, 'cwd'))
}
