import { parseConfig } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  backupStoreConfigShape,
  objectStoreConfigShape,
  openBackupStoreFrom,
  openObjectStoreFrom,
  openRestoreStoreFrom,
  restoreStoreConfigShape,
} from './index.ts'

const schema = z.object({ ...objectStoreConfigShape, ...backupStoreConfigShape, ...restoreStoreConfigShape })
const urls = {
  OBJECT_STORE_URL: 'file:///data/objects',
  BACKUP_STORE_URL: 's3://backups?endpoint=http://127.0.0.1:9000',
}

describe('the configuration of the stores', () => {
  it('opens what the URLs name', () => {
    const config = parseConfig(schema, {
      ...urls,
      BACKUP_STORE_ACCESS_KEY_ID: 'a',
      BACKUP_STORE_SECRET_ACCESS_KEY: 'b',
    })
    expect(openObjectStoreFrom(config).url).toBe('file:///data/objects')
    expect(openBackupStoreFrom(config).url).toBe(urls.BACKUP_STORE_URL)
  })

  it('names every URL that is none of a store', () => {
    const read = () => parseConfig(schema, { OBJECT_STORE_URL: '/data', BACKUP_STORE_URL: 'http://127.0.0.1:9000' })
    expect(read).toThrow(/OBJECT_STORE_URL: has to begin with file:.*BACKUP_STORE_URL: has to begin with file:/)
  })

  it('refuses one half of the credentials and names the other', () => {
    const half = { ...urls, OBJECT_STORE_SECRET_ACCESS_KEY: 'b', BACKUP_STORE_ACCESS_KEY_ID: 'a' }
    const config = parseConfig(schema, half)
    expect(() => openObjectStoreFrom(config)).toThrow(/OBJECT_STORE_ACCESS_KEY_ID: has to be set with/)
    expect(() => openBackupStoreFrom(config)).toThrow(/BACKUP_STORE_SECRET_ACCESS_KEY: has to be set with/)
    const reader = parseConfig(schema, { ...urls, RESTORE_STORE_ACCESS_KEY_ID: 'a' })
    expect(() => openRestoreStoreFrom(reader)).toThrow(/RESTORE_STORE_SECRET_ACCESS_KEY: has to be set with/)
  })
})
