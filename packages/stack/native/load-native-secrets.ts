import { hkdfSync, randomBytes, randomInt } from 'node:crypto'
import { chownSync, statSync } from 'node:fs'
import { writeFileAtomically } from '@aura-sign/core'
import { z } from 'zod'
import { loadSecretsFile, readSecretsFile } from '../secrets-file.ts'
import type { NativeSecrets, S3Credentials } from './native-secrets.ts'

// Of letters, digits, - and _ alone: they stand in URLs and configuration files unquoted.
const password = z.string().regex(/^[\w-]{32,}$/)
const s3Credentials = z.object({
  accessKeyId: z.string().regex(/^[A-Z0-9]{20}$/),
  secretAccessKey: z.string().regex(/^[A-Za-z0-9]{40}$/),
})
const savedSchema = z.object({
  databasePassword: password,
  superuserPassword: password,
  exporterPassword: password,
  redisPassword: password,
  s3Operator: s3Credentials,
  s3Objects: s3Credentials,
  s3Backups: s3Credentials,
  // Stacks that were made before the journal had an account of its own lack it.
  s3Journal: s3Credentials.optional(),
  // Stacks that were made before WAL was archived lack it.
  walCipher: password.optional(),
  // The same of who reads backups.
  s3Restore: s3Credentials.optional(),
  // And of who copies the objects.
  s3Copies: s3Credentials.optional(),
  guardianToken: password,
})

/**
 * Reads the secrets of a native stack, generating them (mode 0600) on the first start, and writes down what an older stack
 * lacks. One caller at a time.
 */
export function loadNativeSecrets(path: string): NativeSecrets {
  const saved = loadSecretsFile(path, { schema: savedSchema, generate })
  const secrets = complete(saved)
  const { s3Journal, s3Restore, s3Copies, walCipher } = saved
  if ([s3Journal, s3Restore, s3Copies, walCipher].includes(undefined)) rewrite(path, secrets)
  return secrets
}

/** The same without writing anything: null when there are none. */
export function readNativeSecrets(path: string): NativeSecrets | null {
  const saved = readSecretsFile(path, savedSchema)
  return saved && complete(saved)
}

/** What is missing is derived, not drawn: who only looks before the next start sees what that will write. */
function complete(saved: z.output<typeof savedSchema>): NativeSecrets {
  return {
    ...saved,
    s3Journal: saved.s3Journal ?? deriveS3Credentials(saved.s3Operator, 'aura-journal'),
    walCipher: saved.walCipher ?? derivePassword(saved.superuserPassword, 'aura-wal'),
    s3Restore: saved.s3Restore ?? deriveS3Credentials(saved.s3Operator, 'aura-restore'),
    s3Copies: saved.s3Copies ?? deriveS3Credentials(saved.s3Operator, 'aura-copies'),
  }
}

/** Keeps owner and mode: one that was widened is for `./aura doctor` to report. */
function rewrite(path: string, secrets: NativeSecrets): void {
  const { mode, uid, gid } = statSync(path)
  writeFileAtomically(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: mode & 0o777 })
  if (process.getuid?.() === 0) chownSync(path, uid, gid)
}

function generate(): NativeSecrets {
  return {
    databasePassword: newPassword(),
    superuserPassword: newPassword(),
    exporterPassword: newPassword(),
    redisPassword: newPassword(),
    s3Operator: newS3Credentials(),
    s3Objects: newS3Credentials(),
    s3Backups: newS3Credentials(),
    s3Journal: newS3Credentials(),
    walCipher: newPassword(),
    s3Restore: newS3Credentials(),
    s3Copies: newS3Credentials(),
    guardianToken: newPassword(),
  }
}

function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const anyCase = `${upperCase}abcdefghijklmnopqrstuvwxyz`

/** Of the lengths that AWS uses: clients and servers agree on no others. */
function newS3Credentials(): S3Credentials {
  return { accessKeyId: draw(upperCase, 20), secretAccessKey: draw(anyCase, 40) }
}

/** One way (RFC 5869), from what reads the whole database anyway. */
function derivePassword(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 24)).toString('base64url')
}

/** One way (RFC 5869), from what may do everything on that server anyway. */
function deriveS3Credentials({ secretAccessKey }: S3Credentials, account: string): S3Credentials {
  const bytes = new Uint8Array(hkdfSync('sha256', secretAccessKey, '', account, 60))
  const spell = (alphabet: string, part: Uint8Array) =>
    Array.from(part, (byte) => alphabet[byte % alphabet.length]).join('')
  return { accessKeyId: spell(upperCase, bytes.subarray(0, 20)), secretAccessKey: spell(anyCase, bytes.subarray(20)) }
}

function draw(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
