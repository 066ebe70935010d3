import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { differingVariables, mergeEnvFile } from './env-file.ts'

describe('mergeEnvFile', () => {
  it.each([
    'plain',
    's3://bucket?endpoint=http://127.0.0.1:9000&region=us-east-1',
    'two words # and no comment',
    `it's`,
    '"quoted"',
    `it's "quoted"`,
    '$HOME',
    'back\\slash',
    ' spaces around ',
    'two\nlines',
    '',
  ])('writes %j so that it is read back', (value) => {
    expect(parseEnv(mergeEnvFile('', { A: value, B: 'b' }))).toEqual({ A: value, B: 'b' })
  })

  it('refuses a value with quotes of all kinds rather than to write something else, and does not repeat it', () => {
    expect(() => mergeEnvFile('', { A: `hunter2 ' of " the \`` })).toThrow(
      expect.objectContaining({ code: 'secrets_not_exportable', message: expect.not.stringContaining('hunter2') }),
    )
  })

  it('keeps what is there, comments too, and replaces only what differs', () => {
    const before = '# ours\nA=1\nexport B = 2\n  C=3'
    expect(mergeEnvFile(before, { A: '1' })).toBe(before)
    expect(mergeEnvFile(before, { A: '1', B: 'two', D: 'x y' })).toBe("# ours\nA=1\n  C=3\nB=two\nD='x y'\n")
    expect(differingVariables(before, { A: '1', B: 'two', D: 'x' })).toEqual(['B'])
  })

  it('refuses when a value of the file itself would be lost', () => {
    const before = `A='begins\nB=inside\nends'\n`
    const refusal = expect.objectContaining({ code: 'secrets_not_exportable', message: expect.stringMatching(/^A /) })
    expect(() => mergeEnvFile(before, { B: 'new' })).toThrow(refusal)
  })
})
