import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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

  it('of an older stack, which lack the accounts of the journal and of restores and the cipher of the WAL, are completed and otherwise kept', () => {
    const {
      s3Journal: _journal,
      s3Restore: _restore,
      s3Copies: _copies,
      walCipher: _cipher,
      ...older
    } = loadNativeSecrets(path())
    const text = JSON.stringify(older)
    writeFileSync(path(), text)
    // As copies and archives leave it: it stays for doctor to see.
    chmodSync(path(), 0o640)
    const seen = readNativeSecrets(path())
    expect(readFileSync(path(), 'utf8')).toBe(text)
    const completed = loadNativeSecrets(path())
    expect(completed).toEqual({
      ...older,
      s3Journal: expect.anything(),
      s3Restore: expect.anything(),
      s3Copies: expect.anything(),
      walCipher: expect.stringMatching(/^[\w-]{32}$/),
    })
    expect(completed).toEqual(seen)
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual(completed)
    expect(statSync(path()).mode & 0o777).toBe(0o640)
    const ids = [older.s3Operator, older.s3Backups, completed.s3Journal, completed.s3Restore, completed.s3Copies].map(
      ({ accessKeyId }) => accessKeyId,
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect(Object.values(older)).not.toContain(completed.walCipher)
    writeFileSync(path(), JSON.stringify({ ...older, s3Journal: { accessKeyId: 'short', secretAccessKey: '' } }))
    expect(() => loadNativeSecrets(path())).toThrowError(expect.objectContaining({ code: 'secrets_invalid' }))
  })

  it('are not taken from a damaged file', () => {
    writeFileSync(path(), JSON.stringify({ databasePassword: "quotes ' in SQL" }))
    expect(() => loadNativeSecrets(path())).toThrowError(expect.objectContaining({ code: 'secrets_invalid' }))
  })
})
