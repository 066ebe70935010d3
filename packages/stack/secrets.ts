import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { loadSecretsFile } from './secrets-file.ts'

const secretsSchema = z.object({ databasePassword: z.string().min(16) })

/** What a stack generates for itself on its first start. */
export type StackSecrets = z.infer<typeof secretsSchema>

/** Reads the secrets of a data directory, generating them (mode 0600) on the first start. */
export function loadSecrets(path: string): StackSecrets {
  return loadSecretsFile(path, {
    schema: secretsSchema,
    generate: () => ({ databasePassword: randomBytes(24).toString('base64url') }),
  })
}
