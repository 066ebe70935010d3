import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadNativeSecrets, readNativeSecrets } from './load-native-secrets.ts'

let root: string
const path = () => join(root, 'secrets.json')

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-secrets-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('the secrets of a native stack', () => {
  it('are generated once, for their owner only, and none is like another', () => {
    expect(readNativeSecrets(path())).toBeNull()
    const secrets = loadNativeSecrets(path())
    expect(loadNativeSecrets(path())).toEqual(secrets)
    expect(readNativeSecrets(path())).toEqual(secrets)
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    const values = Object.values(secrets).flatMap((value) =>
      typeof value === 'string' ? [value] : Object.values(value),
    )
    expect(new Set(values).size).toBe(values.length)
  })

  it('are not taken from a damaged file', () => {
    writeFileSync(path(), JSON.stringify({ databasePassword: "quotes ' in SQL" }))
    expect(() => loadNativeSecrets(path())).toThrowError(expect.objectContaining({ code: 'secrets_invalid' }))
  })
})
