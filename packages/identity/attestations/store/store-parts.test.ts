import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attestationTexts, attestationTextsLengthMax } from './attestation-texts.ts'
import { namedEvidence } from './named-evidence.ts'
import { parseChainUrls } from './open-chains.ts'
import { decodeCursor, encodeCursor } from './page-cursor.ts'
import { readSubmission } from './read-submission.ts'
import { lowestIdAt, timeOrderedId } from './time-ordered-id.ts'

const dates = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })

describe('timeOrderedId', () => {
  it('is a UUIDv7 in the order of time, not below the lowest of its moment', () => {
    fc.assert(
      fc.property(dates, dates, (one, other) => {
        const [id, next] = [timeOrderedId(one), timeOrderedId(other)]
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(id >= lowestIdAt(one)).toBe(true)
        if (one < other) expect(id < lowestIdAt(other) && id < next).toBe(true)
      }),
    )
  })
})

describe('a cursor', () => {
  it('gives back its id', () => {
    fc.assert(fc.property(fc.uuid(), (id) => decodeCursor(encodeCursor(id)) === id))
  })

  it.each(['', 'x', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}B`, `${'A'.repeat(21)}/`, '😀'.repeat(11)])(
    'that is %j is none',
    (cursor) => expect(decodeCursor(cursor)).toBeNull(),
  )
})

describe('namedEvidence', () => {
  const one = `0x${'1'.repeat(64)}`
  const zero = `0x${'0'.repeat(64)}`

  it('takes fields of that name, alone and in lists, without zeros and once', () => {
    const values = [
      { name: 'evidence', type: 'bytes32', value: one },
      { name: 'evidence', type: 'bytes32[]', value: [one, zero] },
      { name: 'evidence', type: 'bytes32[2]', value: [zero, `0x${'2'.repeat(64)}`] },
    ]
    expect(namedEvidence(values)).toEqual(['1'.repeat(64), '2'.repeat(64)])
  })

  it('takes nothing of another name or type, or further inside', () => {
    const values = [
      { name: 'Evidence', type: 'bytes32', value: one },
      { name: 'evidence', type: 'bytes', value: one },
      { name: 'evidence', type: 'bytes32[][]', value: [[one]] },
      { name: 'item', type: '(bytes32)', value: [{ name: 'evidence', type: 'bytes32', value: one }] },
    ]
    expect(namedEvidence(values)).toEqual([])
  })
})

describe('attestationTexts', () => {
  it('takes strings at any depth, a line each, composed and without control characters', () => {
    const values = [
      { name: 'a', type: 'string', value: ' Zu\u0308rich\n\u202eeast ' },
      { name: 'b', type: 'bytes', value: '0x1234' },
      { name: 'c', type: 'string[][]', value: [['one', ''], ['two']] },
      { name: 'd', type: '(string,uint8)[]', value: [[{ name: 'e', type: 'string', value: 'three' }]] },
    ]
    expect(attestationTexts(values)).toBe('Zürich east\none\ntwo\nthree')
  })

  it('has at most 4,000 characters, counted as Postgres does', () => {
    const text = fc.string({ unit: fc.constantFrom('🙂', 'ü', ' ', '\ud800', 'a'), maxLength: 3_000 })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
        const joined = attestationTexts(texts.map((value) => ({ name: '', type: 'string', value })))
        expect([...joined].length).toBeLessThanOrEqual(attestationTextsLengthMax)
        expect(joined.isWellFormed()).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('parseChainUrls', () => {
  it('reads chains and their nodes', () => {
    expect(parseChainUrls('1=https://node.example/v2/key=a, 8453=http://127.0.0.1:8545')).toEqual(
      new Map([
        [1, 'https://node.example/v2/key=a'],
        [8453, 'http://127.0.0.1:8545'],
      ]),
    )
  })

  it.each([
    '',
    'https://node.example',
    '0=https://a',
    '1=ftp://a',
    '1=https://a,',
    '1=https://a,1=https://b',
    'x=https://a',
  ])('refuses %j', (text) => expect(parseChainUrls(text)).toBeNull())
})

describe('readSubmission', () => {
  it.each<[unknown, object]>([
    [{ uid: 1 }, { ok: true, object: { uid: 1 }, place: '' }],
    [null, { ok: true, object: null, place: '' }],
    [
      { sig: { uid: 1 }, signer: '0x1' },
      { ok: true, object: { uid: 1 }, signer: '0x1', place: 'sig' },
    ],
    [{ sig: {} }, { ok: false, field: 'signer' }],
    [{ shareLink: 7 }, { ok: false, field: 'shareLink' }],
    [{ shareLink: '#attestation=nothing' }, { ok: false, field: 'shareLink' }],
  ])('of %j is %j', (body, submission) => expect(readSubmission(body)).toMatchObject(submission))
})
