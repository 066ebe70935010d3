import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogReader } from './log-reader.ts'

let root: string
let path: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-log-'))
  path = join(root, 'a.log')
})
afterEach(() => rmSync(root, { recursive: true }))

describe('a log reader', () => {
  it('gives whole lines as they come, also where a character was cut', () => {
    const reader = new LogReader(path)
    expect(reader.read()).toEqual([])
    const bytes = Buffer.from('one\nzw\u00f6lf\nthr')
    appendFileSync(path, bytes.subarray(0, 7))
    expect(reader.read()).toEqual(['one'])
    appendFileSync(path, bytes.subarray(7))
    expect(reader.read()).toEqual(['zw\u00f6lf'])
    expect([reader.readRest(), reader.readRest()]).toEqual([['thr'], []])
  })

  it('goes on after the log was truncated, and after it was replaced', () => {
    writeFileSync(path, 'before\nbefore\n')
    const reader = new LogReader(path)
    expect(reader.read()).toHaveLength(2)
    writeFileSync(path, 'cut\n')
    expect(reader.read()).toEqual(['cut'])
    renameSync(path, `${path}.1`)
    writeFileSync(path, 'a new file, longer than the one before\n')
    expect(reader.read()).toEqual(['a new file, longer than the one before'])
  })

  it('gives an endless line in pieces', () => {
    writeFileSync(path, 'x'.repeat(200_000))
    const reader = new LogReader(path)
    const pieces = [...reader.read(), ...reader.readRest()]
    expect(pieces.join('')).toHaveLength(200_000)
    expect(pieces.length).toBeGreaterThan(1)
  })
})
