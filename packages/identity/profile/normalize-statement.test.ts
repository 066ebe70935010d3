import { describe, expect, it } from 'vitest'
import { normalizeStatement } from './normalize-statement.ts'

describe('normalizeStatement', () => {
  it.each([
    ['trims blanks', '  hello \n', 'hello'],
    ['composes to NFC', 'Zu\u0308rich', 'Zürich'],
    ['writes line ends as LF', 'one\r\ntwo\rthree', 'one\ntwo\nthree'],
    ['keeps emoji sequences', 'I 👩‍🌾', 'I 👩‍🌾'],
    ['takes one character', 'x', 'x'],
    ['takes 2000 characters, counted as people see them', '🙂'.repeat(2_000), '🙂'.repeat(2_000)],
  ])('%s', (_name, input, statement) => {
    expect(normalizeStatement(input)).toEqual({ ok: true, statement })
  })

  it.each([
    ['nothing', '', 'empty'],
    ['blanks only', ' \n\u00a0\t', 'empty'],
    ['2001 characters', 'x'.repeat(2_001), 'too_long'],
    ['NUL', 'a\0b', 'control_characters'],
    ['a tab', 'a\tb', 'control_characters'],
    ['an escape sequence', 'a\u001b[31mb', 'control_characters'],
    ['a C1 control', 'a\u0085b', 'control_characters'],
    ['a bidirectional override', 'a\u202eb', 'control_characters'],
    ['a lone surrogate', 'a\ud800', 'not_unicode'],
  ])('refuses %s', (_name, input, reason) => {
    expect(normalizeStatement(input)).toMatchObject({ ok: false, reason })
  })
})
