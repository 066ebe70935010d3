import { describe, expect, it } from 'vitest'
import { AuraError } from './aura-error.ts'
import { catalogue, catalogueSections } from './catalogue.ts'
import { renderErrorDocs } from './render-error-docs.ts'

describe('the error catalogue', () => {
  it('is what docs/ERRORS.md says', async () => {
    await expect(renderErrorDocs()).toMatchFileSnapshot('../../../docs/ERRORS.md')
  })

  it('gives every code once', () => {
    const codes = Object.values(catalogueSections).flatMap((section) => Object.keys(section))
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.sort()).toEqual(Object.keys(catalogue).sort())
  })

  it.each(Object.entries(catalogue))(
    '%s says what happened in lowercase and the next step in a sentence',
    (_, entry) => {
      expect(entry.message).toMatch(/^[a-z{N].*[^.]$/)
      expect(entry.hint).toMatch(/^[A-Z].*\.$|^[A-Z].*: \{\w+\}$/)
    },
  )

  it('fills parameters into both sentences', () => {
    const error = new AuraError('port_in_use', { port: 3000, service: 'the site', variable: 'PORT' })
    expect(error.message).toBe('port 3000, wanted for the site, is already in use')
    expect(error.hint).toBe('Stop what listens there, or set PORT to another port.')
    expect(error.exitCode).toBe(13)
  })
})
