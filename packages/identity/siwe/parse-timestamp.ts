const dateTimePattern =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * An RFC 3339 §5.6 date-time as milliseconds since the epoch, fractions cut to the millisecond; `undefined` for
 * anything else. Two things that other parsers let through are refused: days that the month does not have, and second 60,
 * because JavaScript's Date cannot hold a leap second and would make an expiration that never comes.
 */
export function parseTimestamp(text: string): number | undefined {
  const match = dateTimePattern.exec(text)
  if (!match) return undefined
  const [, year, month, day] = match
  if (Number(day) > daysInMonth(Number(year), Number(month))) return undefined
  // Lowercase t and z are allowed by RFC 3339 but not by the ECMAScript format; and V8 misreads long fractions (it takes
  // .0019999999 for 19 ms), so they are cut to milliseconds first.
  return Date.parse(text.toUpperCase().replace(/(\.\d{3})\d+/, '$1'))
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
