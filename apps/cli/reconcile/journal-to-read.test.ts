import { describe, expect, it } from 'vitest'
import { createContext } from '../config.ts'
import { journalToRead } from './open-journal-store.ts'

const restoreStore = {
  url: 's3://backups?endpoint=http://127.0.0.1:9000',
  credentials: { accessKeyId: 'backups', secretAccessKey: 'b' },
}
const journalAt = (url: string) => ({ url, accessKeyId: 'may-only-put' })
const contextWith = (environment: Record<string, string> = {}) => createContext(environment, '/')
const reader = { JOURNAL_READER_ACCESS_KEY_ID: 'reader', JOURNAL_READER_SECRET_ACCESS_KEY: 'r' }

describe('where signed copies are read from', () => {
  it('is the backup store when no other place is named', () => {
    expect(journalToRead({ journal: null, restoreStore }, contextWith())).toEqual(restoreStore)
  })

  it('is where the site puts them, by the account of the backups on the same server', () => {
    const journal = journalAt('s3://copies?endpoint=http://127.0.0.1:9000')
    expect(journalToRead({ journal, restoreStore }, contextWith())).toEqual({ ...restoreStore, url: journal.url })
  })

  it.each(['s3://copies?endpoint=https://elsewhere.example', 's3://copies', 'file:///copies'])(
    'shows the account of the backups to no other server, %s',
    (url) => {
      expect(journalToRead({ journal: journalAt(url), restoreStore }, contextWith()).credentials).toBeNull()
    },
  )

  it('is read by the account that is named for it', () => {
    const journal = journalAt('s3://copies?endpoint=https://elsewhere.example')
    const credentials = { accessKeyId: 'reader', secretAccessKey: 'r' }
    expect(journalToRead({ journal, restoreStore }, contextWith(reader))).toEqual({ url: journal.url, credentials })
  })

  it('is refused with half an account, and where nothing is named', () => {
    const { JOURNAL_READER_ACCESS_KEY_ID } = reader
    expect(() => journalToRead({ journal: null, restoreStore }, contextWith({ JOURNAL_READER_ACCESS_KEY_ID }))).toThrow(
      /JOURNAL_READER_SECRET_ACCESS_KEY: has to be set with/,
    )
    expect(() => journalToRead({ journal: null, restoreStore: null }, contextWith())).toThrow(
      expect.objectContaining({ code: 'journal_store_missing' }),
    )
  })
})
