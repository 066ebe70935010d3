import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTimestamp } from './parse-timestamp.ts'
import { arbitraryTimestamp } from './testing/arbitrary-siwe-fields.ts'

describe('parseTimestamp', () => {
  it.each([
    ['2026-11-23T10:00:00Z', Date.UTC(2026, 10, 23, 10)],
    ['2026-11-23t10:00:00z', Date.UTC(2026, 10, 23, 10)],
    ['2026-11-23T10:00:00.5Z', Date.UTC(2026, 10, 23, 10, 0, 0, 500)],
    ['2026-11-23T10:00:00.0019999999Z', Date.UTC(2026, 10, 23, 10, 0, 0, 1)],
    ['2026-11-23T10:00:00+05:30', Date.UTC(2026, 10, 23, 4, 30)],
    ['2026-01-01T00:00:00+23:59', Date.UTC(2025, 11, 31, 0, 1)],
    ['2026-11-23T10:00:00-00:00', Date.UTC(2026, 10, 23, 10)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('reads %s', (text, milliseconds) => {
    expect(parseTimestamp(text)).toBe(milliseconds)
  })

  it.each([
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-32T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T23:60:00Z',
    '2016-12-31T23:59:60Z',
    '2026-11-23T10:00Z',
    '2026-11-23T10:00:00',
    '2026-11-23 10:00:00Z',
    '2026-11-23T10:00:00.Z',
    '2026-11-23T10:00:00,5Z',
    '2026-11-23T10:00:00+24:00',
    '2026-11-23T10:00:00+01:60',
    '2026-11-23T10:00:00+0100',
    '2026-11-23T10:00:00ZZ',
    ' 2026-11-23T10:00:00Z',
    '2026-11-23T10:00:00Z\n',
    '+002026-11-23T10:00:00Z',
    '20261123T100000Z',
    '2026-W48-1T10:00:00Z',
    '1795428000',
    'Mon, 23 Nov 2026 10:00:00 GMT',
    '',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined()
  })

  it('gives the instant of every date-time of the grammar', () => {
    fc.assert(
      fc.property(arbitraryTimestamp, (text) => {
        const [, date = '', time = '', fraction = '', sign = '+', hours = '0', minutes = '0'] =
          /^(.{10}).(.{8})\.?(\d*)(?:[Zz]|([+-])(..):(..))$/.exec(text) ?? []
        const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
        const local = new Date((parseTimestamp(text) ?? Number.NaN) + offsetMs)
        expect(local.toISOString()).toBe(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
      }),
    )
  })
})
