import { randomBytes, randomInt } from 'node:crypto'
import { z } from 'zod'
import { loadSecretsFile, readSecretsFile } from '../secrets-file.ts'
import type { NativeSecrets, S3Credentials } from './native-secrets.ts'

// Of letters, digits, - and _ alone: they stand in URLs and configuration files unquoted.
const password = z.string().regex(/^[\w-]{32,}$/)
const s3Credentials = z.object({
  accessKeyId: z.string().regex(/^[A-Z0-9]{20}$/),
  secretAccessKey: z.string().regex(/^[A-Za-z0-9]{40}$/),
})
const schema: z.ZodType<NativeSecrets> = z.object({
  databasePassword: password,
  superuserPassword: password,
  exporterPassword: password,
  redisPassword: password,
  s3Operator: s3Credentials,
  s3Objects: s3Credentials,
  s3Backups: s3Credentials,
  guardianToken: password,
})

/** Reads the secrets of a native stack, generating them (mode 0600) on the first start. */
export function loadNativeSecrets(path: string): NativeSecrets {
  return loadSecretsFile(path, { schema, generate })
}

/** The same without generating any: null when there are none. */
export function readNativeSecrets(path: string): NativeSecrets | null {
  return readSecretsFile(path, schema)
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

function draw(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
