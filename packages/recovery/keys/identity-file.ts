import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'

const fileBytesMax = 64 * 1024

/**
 * Makes an identity and writes it to a new file, mode 0600, in the format of age-keygen; returns its recipient. Throws
 * `identity_file_exists`: whatever an overwritten identity opened would be lost.
 */
export async function writeIdentityFile(path: string, options: { now: Date }): Promise<string> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  const text = `# created: ${options.now.toISOString()}\n# public key: ${recipient}\n${identity}\n`
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    throw new AuraError('identity_file_exists', { path }, { cause })
  }
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return recipient
}

/** The identities in a file, one a line; lines that begin with # are comments. Throws `identity_file_unreadable` or `identity_file_invalid`. */
export function readIdentityFile(path: string): string[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AuraError('identity_file_unreadable', { path }, { cause })
  }
  const lines = text.slice(0, fileBytesMax).split('\n')
  const identities = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  // Its own errors would repeat the identity.
  if (identities.length === 0 || !identities.every(isIdentity)) throw new AuraError('identity_file_invalid', { path })
  return identities
}

function isIdentity(text: string): boolean {
  try {
    new Decrypter().addIdentity(text)
    return true
  } catch {
    return false
  }
}
