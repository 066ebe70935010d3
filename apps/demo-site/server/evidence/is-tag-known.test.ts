import { describe, expect, it } from 'vitest'
import { isTagKnown } from './is-tag-known.ts'

describe('isTagKnown', () => {
  it.each(['"a"', 'W/"a"', '"b", "a"', '"b",W/"a"', ' , "b,c" , "a",', '*', ' * '])('finds it in %s', (header) => {
    expect(isTagKnown(header, '"a"')).toBe(true)
  })

  it.each([undefined, '', 'a', '"a', 'a"', '"A"', '"*"', '"b, a"', '"b a"', `${'"b",'.repeat(10_000)}`])(
    'does not find it in %j',
    (header) => {
      expect(isTagKnown(header, '"a"')).toBe(false)
    },
  )
})
