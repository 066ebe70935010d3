import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import { z } from 'zod'

const secretsSchema = z.object({ databasePassword: z.string().min(16) })

/** What a stack generates for itself on its first start. */
export type StackSecrets = z.infer<typeof secretsSchema>

/** Reads the secrets of a data directory, generating them (mode 0600) on the first start. */
export function loadSecrets(path: string): StackSecrets {
  try {
    return readSecrets(path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  const secrets: StackSecrets = { databasePassword: randomBytes(24).toString('base64url') }
  writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // link() fails when the file exists: of two first starts, both read what one of them wrote.
    linkSync(temporary, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(temporary)
  }
  return readSecrets(path)
}

function readSecrets(path: string): StackSecrets {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
    // A copy or an unpacked archive may have widened the mode.
    chmodSync(path, 0o600)
  } catch (cause) {
    if (isMissing(cause)) throw cause
    throw new AuraError('secrets_unreadable', { path }, { cause })
  }
  try {
    return secretsSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AuraError('secrets_invalid', { path }, { cause })
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
