import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import type { z } from 'zod'

/** Reads a file of secrets, generating it (mode 0600) when there is none; of two at a time both get what one wrote. */
export function loadSecretsFile<T>(path: string, options: { schema: z.ZodType<T>; generate: () => T }): T {
  const { schema, generate } = options
  const found = readSecretsFile(path, schema)
  if (found !== null) return found
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(temporary, `${JSON.stringify(generate(), null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // link() fails when the file exists: of two first starts, both read what one of them wrote.
    linkSync(temporary, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(temporary)
  }
  const written = readSecretsFile(path, schema)
  if (written === null) throw new AuraError('secrets_unreadable', { path })
  return written
}

/**
 * The secrets in a file; null when there is none. A mode that a copy or an unpacked archive has widened stays as it is, for
 * `./aura doctor` to report: narrowed in silence, nobody would renew what others may have read. Throws `secrets_unreadable` or `secrets_invalid`.
 */
export function readSecretsFile<T>(path: string, schema: z.ZodType<T>): T | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new AuraError('secrets_unreadable', { path }, { cause })
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AuraError('secrets_invalid', { path }, { cause })
  }
}
