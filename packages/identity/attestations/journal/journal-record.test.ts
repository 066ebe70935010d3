import { describe, expect, it } from 'vitest'
import { schemaLengthMax } from '../schema/parse-schema.ts'
import { type AttestationRecord, journalLine, parseJournalLine } from './journal-record.ts'

const record = (evidence: AttestationRecord['evidence']): AttestationRecord => ({
  kind: 'attestation',
  id: '019ab000-0000-7000-8000-000000000000',
  attester: `0x${'a'.repeat(40)}`,
  uid: `0x${'1'.repeat(64)}`,
  acceptedAt: '2026-11-24T12:00:00.000Z',
  object: { message: { data: `0x${'f'.repeat(2 * 65_536)}` } },
  schema: { schema: 'x'.repeat(schemaLengthMax), resolver: `0x${'0'.repeat(40)}`, revocable: true },
  evidence,
})
const files = (count: number, mediaType = `a/${'b'.repeat(125)}`) =>
  Array.from({ length: count }, (_, number) => ({
    ...{ sha256: number.toString(16).padStart(64, '0'), sizeBytes: 2 ** 30, mediaType },
  }))

describe('parseJournalLine', () => {
  it.each([0, 1, 1_000, 1_001, 2_046, 2_048])(
    'reads back a record of %i files, as many as data has room for',
    (count) => {
      expect(parseJournalLine(journalLine(record(files(count))))).toEqual(record(files(count)))
    },
  )

  it('reads none of more files than any data names', () => {
    expect(parseJournalLine(journalLine(record(files(2_049))))).toBeNull()
  })

  it.each(['text/html; charset=utf-8', 'nonsense', 'text/html\r\nx: y', '', 'TEXT/HTML', `a/${'b'.repeat(126)}`])(
    'takes no type that no upload could have had: %j',
    (mediaType) => {
      const unknown = record(files(1, 'application/octet-stream'))
      expect(parseJournalLine(journalLine(record(files(1, mediaType))))).toEqual(unknown)
    },
  )
})
