import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Environment, parseConfig, secret } from '@aura-sign/core'
import {
  backupStoreConfigShape,
  journalReaderConfigShape,
  journalStoreConfigShape,
  objectStoreConfigShape,
  restoreStoreConfigShape,
} from '@aura-sign/object-store'
import { vectorIndexConfigShape } from '@aura-sign/postgres'
import { backupFormatConfigShape, objectsConfigShape, retentionConfigShape } from '@aura-sign/recovery'
import { type DataDirectory, dataDirectoryAt } from '@aura-sign/stack'
import { z } from 'zod'

/** The checkout. */
export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url))

/** What the command line itself reads from the environment; each app reads its own part. */
export const cliConfigSchema = z.object({
  AURA_DATA_DIR: z.string().optional().describe('Where the embedded stack keeps everything; default: .aura'),
  AURA_STACK: z
    .enum(['native', 'compose'])
    .optional()
    .describe('Which stack "./aura stack" is about; default: native. With compose other commands are about it too'),
  AURA_SERVICE_USER: z
    .string()
    .optional()
    .describe('Who the native services run as when root starts them; default: aura-sign'),
  AURA_POSTGRES_BIN: z
    .string()
    .regex(/^\//, 'has to be an absolute path')
    .optional()
    .describe("Folder of the native stack's Postgres programs; default: the newest installed that has pgvector"),
  POSTGRES_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port of the embedded database; default: 5432, or a free one when that is taken'),
  ALERT_WEBHOOK_URL: secret()
    .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), 'has to be an http(s):// URL')
    .optional()
    .describe('Where the Alertmanager of the native stack posts alerts; default: nowhere, its page shows them'),
  RUNBOOK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where your people read docs/runbooks/DR_RUNBOOK.md; alerts link there'),
  ...vectorIndexConfigShape,
  VECTOR_RECALL_MIN: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe('Share of the ten nearest that the vector index has to find, for "vectors check"'),
  ...backupStoreConfigShape,
  BACKUP_STORE_URL: backupStoreConfigShape.BACKUP_STORE_URL.optional().describe(
    'Where backups go; default: a folder in the data directory, on the native stack a bucket of its S3 server',
  ),
  ...restoreStoreConfigShape,
  ...backupFormatConfigShape,
  BACKUP_IDENTITY_FILE: z
    .string()
    .optional()
    .describe('File with the identity (AGE-SECRET-KEY-1…) that decrypts backups; only where they are read'),
  ...journalStoreConfigShape,
  ...journalReaderConfigShape,
  SECRETS_RECIPIENTS: z
    .string()
    .optional()
    .describe('Whom the secrets bundle is encrypted for, after each change; default: BACKUP_RECIPIENTS'),
  ...objectsConfigShape,
  ...retentionConfigShape,
  VERIFY_DATABASE_URL: secret()
    .refine(
      (url) => URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol),
      'has to be a postgresql:// URL',
    )
    .optional()
    .describe(
      'Server on which backups are restored on trial, by a role that may make databases; default: that of the stack',
    ),
  // Backups may not go to where these are.
  OBJECT_STORE_URL: objectStoreConfigShape.OBJECT_STORE_URL.optional(),
  DATABASE_URL: secret()
    .refine(
      (url) => URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol),
      'has to be a postgresql:// URL',
    )
    .optional()
    .describe('A database for one command, instead of the embedded one'),
})

export type CliConfig = z.output<typeof cliConfigSchema>

/** What every command works with. */
export interface CommandContext {
  environment: Environment
  config: CliConfig
  dataDirectory: DataDirectory
  /** The checkout whose docker-compose.yml and secrets are meant. */
  projectDirectory: string
}

export function createContext(environment: Environment, workingDirectory: string): CommandContext {
  const config = parseConfig(cliConfigSchema, environment)
  const root = config.AURA_DATA_DIR ? resolve(workingDirectory, config.AURA_DATA_DIR) : join(projectDirectory, '.aura')
  return { environment, config, dataDirectory: dataDirectoryAt(root), projectDirectory }
}
