import { describe, expect, it } from 'vitest'
import { mutateExpression } from './mutate-expression.ts'

const changed = (expr: string) => mutateExpression(expr).map((mutation) => mutation.replaceAll(/\s+/g, ' ').trim())

describe('an expression is broken', () => {
  it('in each branch, both ways', () => {
    expect(changed('absent(a) or absent(b)')).toEqual([
      '(vector(1) < 0) or absent(b)',
      'absent(a) or (vector(1) < 0)',
      'vector(1) or absent(b)',
      'absent(a) or vector(1)',
    ])
  })

  it('in each condition, also within parentheses', () => {
    expect(changed('a and b unless c')).toEqual(['a unless c', 'a and b'])
    expect(changed('(a\nunless b) or c')).toContain('(a ) or c')
  })

  it('in each comparison, towards both sides', () => {
    expect(changed('a > 2 or b < 0.1')).toEqual(
      expect.arrayContaining(['a > 4 or b < 0.1', 'a > 1 or b < 0.1', 'a > 2 or b < 0.2', 'a > 2 or b < 0.05']),
    )
    expect(changed('a > 0')).toEqual(['a >= 0', 'a > 1000000000000'])
    expect(changed('absent(a{b!="c"} == 1)')).toEqual(['absent(a{b!="c"} != 1)', 'absent(a{b!="c"} >= 0)'])
  })
})
