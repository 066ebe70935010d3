import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileAtomically } from './write-file-atomically.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aura write '))
})
afterEach(() => rmSync(directory, { recursive: true }))

describe('a file written atomically', () => {
  it('replaces the old one as a whole, for its owner only unless asked otherwise', () => {
    const path = join(directory, 'file')
    writeFileSync(path, 'a longer first text', { mode: 0o644 })
    writeFileAtomically(path, 'second')
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['second', 0o600])
    writeFileAtomically(path, 'third', { mode: 0o755 })
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['third', 0o755])
    expect(readdirSync(directory)).toEqual(['file'])
  })

  it('leaves the old one and nothing else when it cannot be put in its place', () => {
    mkdirSync(join(directory, 'taken/below'), { recursive: true })
    expect(() => writeFileAtomically(join(directory, 'taken'), 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect(() => writeFileAtomically(join(directory, 'absent/file'), 'text')).toThrow(/ENOENT/)
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual(['taken', 'taken/below'])
  })

  it('is on the disk, and so is its name, before the call returns', () => {
    // In a process of its own, which says in which order it asks the system for what.
    const module = fileURLToPath(new URL('./write-file-atomically.ts', import.meta.url))
    const program = `
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const calls = []
      const openings = new Map()
      for (const name of ['openSync', 'fsyncSync', 'renameSync']) {
        const real = fs[name]
        fs[name] = (...words) => {
          const answer = real(...words)
          if (name === 'openSync') openings.set(answer, words[0] === process.argv[2] ? 'directory' : 'file')
          else calls.push(name === 'fsyncSync' ? 'fsync ' + openings.get(words[0]) : 'rename')
          return answer
        }
      }
      syncBuiltinESMExports()
      const { writeFileAtomically } = await import(process.argv[1])
      writeFileAtomically(process.argv[2] + '/file', 'text')
      process.stdout.write(calls.join(', '))`
    const words = ['--input-type=module', '-e', program, module, directory]
    const told = execFileSync(process.execPath, words, { encoding: 'utf8' })
    expect(told).toBe('fsync file, rename, fsync directory')
  })
})
