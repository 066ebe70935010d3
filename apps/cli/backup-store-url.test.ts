import { describe, expect, it } from 'vitest'
import { backupStoreUrl } from './backup-store-url.ts'
import { createContext } from './config.ts'

const urlOf = (BACKUP_STORE_URL?: string) =>
  backupStoreUrl(createContext({ AURA_DATA_DIR: '/data', BACKUP_STORE_URL }, '/'))

describe('backupStoreUrl', () => {
  it('is the folder in the data directory, or what is set', () => {
    expect(urlOf()).toBe('file:///data/backups')
    expect(urlOf('file:///data/embedded/objects-copy')).toBe('file:///data/embedded/objects-copy')
  })

  it.each([
    'file:///data/embedded/objects',
    'file:///data/embedded/objects/',
    'file:///data/embedded/objects/below',
    'file:///data/./embedded',
  ])('refuses %s, where the objects are', (url) => {
    expect(() => urlOf(url)).toThrow(expect.objectContaining({ code: 'backup_store_not_apart' }))
  })

  it('refuses the bucket of the objects, and takes another one', () => {
    const server = '?endpoint=http://127.0.0.1:9000'
    const environment = { AURA_DATA_DIR: '/data', OBJECT_STORE_URL: `s3://objects${server}` }
    const at = (BACKUP_STORE_URL: string) => backupStoreUrl(createContext({ ...environment, BACKUP_STORE_URL }, '/'))
    expect(() => at(`s3://objects/backups${server}`)).toThrow(
      expect.objectContaining({ code: 'backup_store_not_apart' }),
    )
    expect(at(`s3://backups${server}`)).toBe(`s3://backups${server}`)
  })
})
