import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSecrets } from './secrets.ts'

let root: string
const path = () => join(root, 'secrets.json')

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-secrets-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('loadSecrets', () => {
  it('generates secrets once, for their owner only, and leaves nothing beside them', () => {
    expect(loadSecrets(path())).toEqual(loadSecrets(path()))
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    expect(readdirSync(root)).toEqual(['secrets.json'])
  })

  it('leaves a mode that a copy has widened as it is, for doctor to see', () => {
    loadSecrets(path())
    chmodSync(path(), 0o644)
    loadSecrets(path())
    expect(statSync(path()).mode & 0o777).toBe(0o644)
  })

  it('says so when the file is damaged, and keeps it', () => {
    writeFileSync(path(), '{"databasePassword":"short"}')
    expect(() => loadSecrets(path())).toThrowError(expect.objectContaining({ code: 'secrets_invalid' }))
    expect(readdirSync(root)).toEqual(['secrets.json'])
  })

  it('says so when the file cannot be read', () => {
    mkdirSync(path())
    expect(() => loadSecrets(path())).toThrowError(expect.objectContaining({ code: 'secrets_unreadable' }))
  })
})
