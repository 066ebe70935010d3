import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfig, redactUrl, secret } from './parse-config.ts'

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  NAME: z.string().min(3),
  API_KEY: secret().optional(),
})

describe('parseConfig', () => {
  it('reports all violations together', () => {
    expect(() => parseConfig(schema, { PORT: '99999', NAME: 'x' })).toThrowError(/PORT: .*NAME: /)
  })

  it('counts an empty variable as absent', () => {
    expect(parseConfig(schema, { PORT: '', NAME: 'aura' }).PORT).toBe(3000)
  })

  it('reads a secret from the file that <NAME>_FILE names', () => {
    const directory = mkdtempSync(join(tmpdir(), 'aura-config-'))
    const path = join(directory, 'key')
    writeFileSync(path, 'from-file\n')
    expect(parseConfig(schema, { NAME: 'aura', API_KEY_FILE: path }).API_KEY).toBe('from-file')
    rmSync(directory, { recursive: true })
  })

  it('names the file of a secret that cannot be read', () => {
    expect(() => parseConfig(schema, { NAME: 'aura', API_KEY_FILE: '/nowhere' })).toThrowError(
      /\/nowhere.*API_KEY_FILE/,
    )
  })

  it('does not read a file for what is no secret', () => {
    expect(() => parseConfig(schema, { NAME_FILE: '/etc/hostname' })).toThrowError(/NAME: /)
  })
})

describe('redaction', () => {
  it('replaces the password of every URL in a text', () => {
    expect(redactUrl('from postgres://a:b@c/d to s3://k:s@e')).toBe(
      'from postgres://a:[redacted]@c/d to s3://k:[redacted]@e',
    )
  })

  it.each([
    ['an @', 'postgres://aura:hun@ter2@db:5432/aura'],
    ['a /', 'postgres://aura:hun/ter2@db:5432/aura'],
    ['a : and a ?', 'postgres://aura:hun:t?er2@db:5432/aura'],
    ['both @ and /', 'postgres://aura:hun@t/er2@db:5432/aura'],
  ])('replaces all of a password with %s that was not percent-encoded', (_name, url) => {
    expect(redactUrl(`from ${url} to a@b`)).toBe('from postgres://aura:[redacted]@db:5432/aura to a@b')
  })

  it('replaces the password after a user name with an @', () => {
    expect(redactUrl('postgres://aura@tenant:hunter2@db/aura')).toBe('postgres://aura@tenant:[redacted]@db/aura')
  })

  it.each(['http://127.0.0.1:8080/path', 'file:///var/lib/aura', 'postgres://aura@db:5432/aura'])(
    'returns %s, which holds no password, as it is',
    (url) => expect(redactUrl(url)).toBe(url),
  )
})
