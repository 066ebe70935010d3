import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfig, redactUrl, secret } from './parse-config.ts'

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  NAME: z.string().min(3),
  API_KEY: secret().optional(),
})

const { PATH } = process.env

function catchError(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

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

  it('reads a file or runs a command only for what is a secret', () => {
    expect(() => parseConfig(schema, { NAME_FILE: '/etc/hostname' })).toThrowError(/NAME: /)
    expect(() => parseConfig(schema, { NAME_COMMAND: 'echo aura' })).toThrowError(/NAME: /)
  })

  it('takes what the command in <NAME>_COMMAND prints, without the line end, its words as they stand', () => {
    const API_KEY_COMMAND = `printf '%s\\n' 'two words' --option`
    expect(parseConfig(schema, { NAME: 'aura', PATH, API_KEY_COMMAND }).API_KEY).toBe('two words\n--option')
  })

  it('gives the command the environment that it parses, and nothing else', () => {
    const environment = { NAME: 'aura', PATH, VAULT_TOKEN: 'of the vault', API_KEY_COMMAND: 'printenv VAULT_TOKEN' }
    expect(parseConfig(schema, environment).API_KEY).toBe('of the vault')
  })

  it.each([
    [`sh -c 'echo hunter2; echo hunter2 >&2; exit 3'`, 'it ended with 3'],
    [`sh -c 'echo hunter2; kill -9 $$'`, 'SIGKILL ended it'],
    ['hunter2-program', 'there is no such program'],
    ['true hunter2', 'it printed nothing'],
    [`sh -c 'yes hunter2 | head -c 100000'`, 'it printed more than 65536 bytes'],
    ['echo hunter2 | cat', 'put it into a script'],
  ])('names the variable of the command %s, and neither its words nor what it printed', (API_KEY_COMMAND, detail) => {
    const failure = catchError(() => parseConfig(schema, { NAME: 'aura', PATH, API_KEY_COMMAND }))
    expect(failure).toMatchObject({ code: 'secret_command_failed', message: expect.stringContaining(detail) })
    expect(failure).toMatchObject({ message: expect.stringContaining('API_KEY_COMMAND') })
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('hunter2')
  })

  it.each([
    [{ API_KEY: 'a', API_KEY_FILE: '/b' }, 'API_KEY and API_KEY_FILE'],
    [{ API_KEY: 'a', API_KEY_COMMAND: 'echo b' }, 'API_KEY and API_KEY_COMMAND'],
    [{ API_KEY_FILE: '/b', API_KEY_COMMAND: 'echo b' }, 'API_KEY_FILE and API_KEY_COMMAND'],
  ])('refuses a secret that is given twice: %j', (given, names) => {
    expect(() => parseConfig(schema, { NAME: 'aura', PATH, ...given })).toThrowError(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(names) }),
    )
  })

  it('reports what cannot be read together with every other violation, and not as missing', () => {
    const both = z.object({ ...schema.shape, API_KEY: secret(), TOKEN: secret() })
    const environment = { NAME: 'x', PATH, API_KEY_COMMAND: 'false', TOKEN_FILE: '/nowhere' }
    const { message } = catchError(() => parseConfig(both, environment)) as Error
    expect(message).toMatch(/API_KEY: .*ended with 1; TOKEN: .*\/nowhere.*; NAME: /)
    expect(message.match(/API_KEY: |TOKEN: /g)).toHaveLength(2)
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
