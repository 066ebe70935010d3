import { describe, expect, it } from 'vitest'
import { createContext } from './config.ts'

describe('createContext', () => {
  it('takes a relative data directory from where the command was called', () => {
    expect(createContext({ AURA_DATA_DIR: 'data' }, '/srv').dataDirectory.root).toBe('/srv/data')
  })

  it('refuses a folder of Postgres that depends on where it was called', () => {
    expect(() => createContext({ AURA_POSTGRES_BIN: 'bin' }, '/')).toThrowError(
      /AURA_POSTGRES_BIN: has to be an absolute/,
    )
  })

  it.each(['nonsense', 'mysql://localhost/aura'])('refuses %s as a database', (DATABASE_URL) => {
    expect(() => createContext({ DATABASE_URL }, '/')).toThrowError(/DATABASE_URL: has to be a postgresql/)
  })
})
