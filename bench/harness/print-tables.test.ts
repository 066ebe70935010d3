import { expect, it } from 'vitest'
import { isMet, markdownTable } from './print-tables.ts'

it('meets a limit only with a figure on its right side', () => {
  const limit = { name: 'ratio', unit: '×' }
  expect(isMet({ ...limit, value: 4, min: 4 })).toBe(true)
  expect(isMet({ ...limit, value: 3.99, min: 4 })).toBe(false)
  expect(isMet({ ...limit, value: 15, max: 15 })).toBe(true)
  expect(isMet({ ...limit, value: 15.1, max: 15 })).toBe(false)
  expect(isMet({ ...limit, value: Number.NaN, max: 15 })).toBe(false)
})

it('keeps the bar of a pipeline inside of its cell', () => {
  const table = { title: 'a', columns: ['seconds'], rows: [['`pg_dump | gzip`', '35']] }
  expect(markdownTable(table)).toEqual(['| a | seconds |', '|---|---|', '| `pg_dump \\| gzip` | 35 |'])
})
