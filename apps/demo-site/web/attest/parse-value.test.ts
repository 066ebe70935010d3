import { describe, expect, it } from 'vitest'
import { controlOf, parseValue } from './parse-value.ts'

describe('parseValue', () => {
  it.each([
    ['string', ' as typed ', ' as typed '],
    ['uint8', '255', '255'],
    ['int8', '-128', '-128'],
    ['uint256', '1'.padEnd(77, '0'), '1'.padEnd(77, '0')],
    ['bool', 'yes', true],
    ['bool', '', false],
    ['bytes2', '0xabcd', '0xabcd'],
    ['uint8[]', '1\n\n 2 ', ['1', '2']],
    ['string[]', 'bees\nmaps', ['bees', 'maps']],
    ['(string,uint8)', '["a", 1]', ['a', 1]],
  ])('takes for %s what somebody types: %j', (type, text, value) => {
    expect(parseValue({ name: 'a', type }, text)).toEqual({ ok: true, value })
  })

  it.each([
    ['uint8', '256', 'A number from 0 to 255'],
    ['uint8', '', 'A whole number'],
    ['uint8', '1.5', 'A whole number'],
    ['uint256', '-1', 'It is beyond uint256'],
    ['address', '0x12', 'An address: 0x and 40 hexadecimal digits'],
    ['address', '0x70997970c51812dc3A010C7d01b50e0d17dc79C8', 'A letter or its case is wrong: copy the address again'],
    ['bytes2', '0xabc', 'It takes 0x and 4 hexadecimal digits'],
    ['uint8[]', '1\nx', 'Line 2: A whole number'],
    ['(string,uint8)', '[', 'JSON: a list for arrays and tuples, text in quotes'],
  ])('says for %s what is wanted instead of %j', (type, text, message) => {
    expect(parseValue({ name: 'a', type }, text)).toEqual({ ok: false, message })
  })

  it('names a file by its hash, and no file by zero or an empty list', () => {
    const hash = 'ab'.repeat(32)
    expect(parseValue({ name: 'evidence', type: 'bytes32' }, hash)).toEqual({ ok: true, value: `0x${hash}` })
    expect(parseValue({ name: 'evidence', type: 'bytes32' }, '')).toEqual({ ok: true, value: `0x${'0'.repeat(64)}` })
    expect(parseValue({ name: 'evidence', type: 'bytes32[]' }, '')).toEqual({ ok: true, value: [] })
  })
})

describe('controlOf', () => {
  it.each([
    ['evidence', 'bytes32', 'evidence'],
    ['evidence', 'string', 'text'],
    ['a', 'bytes32', 'line'],
    ['a', 'bool', 'yes-no'],
    ['a', 'uint8[3]', 'lines'],
    ['a', 'uint8[][]', 'json'],
    ['a', '(uint8)[]', 'json'],
  ])('writes %s %s as %s', (name, type, control) => {
    expect(controlOf({ name, type })).toBe(control)
  })
})
