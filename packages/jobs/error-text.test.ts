import { AuraError } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { errorText } from './error-text.ts'

describe('errorText', () => {
  it('names the code of a catalogued error', () => {
    expect(errorText(new AuraError('job_not_found', { jobId: '7' }))).toBe('job_not_found: there is no job 7')
  })

  it('keeps neither cause nor stack', () => {
    const error = new TypeError('outer', { cause: new Error('inner detail') })
    expect(errorText(error)).toBe('TypeError: outer')
  })

  it('redacts passwords of URLs', () => {
    const text = errorText(new Error('connect to postgres://admin:hunter2@db:5432/aura failed'))
    expect(text).not.toContain('hunter2')
  })

  it('is one line without control characters, at most 500 characters long', () => {
    const text = errorText(new Error(`a\n\0\u001b[31m${'x'.repeat(1_000)}`))
    expect(text).toMatch(/^Error: a \[31mx+$/)
    expect(text).toHaveLength(500)
  })

  it('says something even for nothing', () => {
    expect(errorText('')).toBe('unknown error')
    expect(errorText(undefined)).toBe('undefined')
  })
})
