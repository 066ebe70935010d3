import { describe, expect, it } from 'vitest'
import { parseStartupOptions } from './startup-packet.ts'

describe('parseStartupOptions', () => {
  it.each([
    ['', {}],
    ['-c work_mem=1MB', { work_mem: '1MB' }],
    ['-cwork_mem=1MB --statement-timeout=5s', { work_mem: '1MB', statement_timeout: '5s' }],
    ['-c search_path=a,\\ b', { search_path: 'a, b' }],
    ['-c app.x=a=b', { 'app.x': 'a=b' }],
  ])('reads %j as Postgres does', (options, expected) => {
    expect(Object.fromEntries(parseStartupOptions(options) ?? [['', 'invalid']])).toEqual(expected)
  })

  it.each(['work_mem=1MB', '-c', '-c work_mem', '-D /tmp', '-c "x;y"=1'])('takes %j for no settings', (options) => {
    expect(parseStartupOptions(options)).toBeUndefined()
  })
})
