import { AuraError, secret } from '@aura-sign/core'
import { z } from 'zod'
import type { ObjectStore } from './object-store.ts'
import { openObjectStore } from './open-object-store.ts'
import type { S3Credentials } from './s3-credentials.ts'

/** Variables of the store that holds the objects, for an app's schema. */
export const objectStoreConfigShape = {
  OBJECT_STORE_URL: storeUrl().describe(
    'Where objects are: file:///absolute/path or s3://bucket?endpoint=http://host:port&region=us-east-1, with &encryption=AES256 or aws:kms (and &kmsKeyId=…) where the server has to encrypt them',
  ),
  OBJECT_STORE_ACCESS_KEY_ID: secret()
    .optional()
    .describe("Account of an s3:// store; default: what the AWS SDK finds, such as the machine's role"),
  OBJECT_STORE_SECRET_ACCESS_KEY: secret().optional().describe('Secret of that account'),
}

/** Variables of the store that holds the backups, for an app's schema. */
export const backupStoreConfigShape = {
  BACKUP_STORE_URL: storeUrl().describe(
    'Where backups and the heartbeat trail go: file:///absolute/path or s3://bucket?endpoint=http://host:port&region=us-east-1',
  ),
  BACKUP_STORE_ACCESS_KEY_ID: secret()
    .optional()
    .describe("Account of an s3:// store, another one than the objects'; default: what the AWS SDK finds"),
  BACKUP_STORE_SECRET_ACCESS_KEY: secret().optional().describe('Secret of that account'),
}

/** Variables of the account by which backups are read again, for an app's schema: one that can list and get, and nothing else. */
export const restoreStoreConfigShape = {
  RESTORE_STORE_ACCESS_KEY_ID: secret()
    .optional()
    .describe('Account by which backups are listed, verified and restored; default: that which makes them'),
  RESTORE_STORE_SECRET_ACCESS_KEY: secret().optional().describe('Secret of that account'),
}

/** Variables of the store that holds the signed copies of attestations, for an app's schema. */
export const journalStoreConfigShape = {
  JOURNAL_STORE_URL: storeUrl()
    .optional()
    .describe(
      'Where signed copies of attestations go, best where the backups are; a process that is not told has none',
    ),
  JOURNAL_STORE_ACCESS_KEY_ID: secret()
    .optional()
    .describe('Account of an s3:// store that may only put; default: what the AWS SDK finds'),
  JOURNAL_STORE_SECRET_ACCESS_KEY: secret().optional().describe('Secret of that account'),
}

/** Variables of the account by which a command reads the signed copies, for an app's schema. */
export const journalReaderConfigShape = {
  JOURNAL_READER_ACCESS_KEY_ID: secret()
    .optional()
    .describe(
      'Account by which "./aura reconcile attestations" reads an s3:// JOURNAL_STORE_URL; default: that of the backups on the same server, elsewhere what the AWS SDK finds',
    ),
  JOURNAL_READER_SECRET_ACCESS_KEY: secret().optional().describe('Secret of that account'),
}

export interface ObjectStoreConfig {
  readonly OBJECT_STORE_URL: string
  readonly OBJECT_STORE_ACCESS_KEY_ID?: string | undefined
  readonly OBJECT_STORE_SECRET_ACCESS_KEY?: string | undefined
}

export interface BackupStoreConfig {
  readonly BACKUP_STORE_URL: string
  readonly BACKUP_STORE_ACCESS_KEY_ID?: string | undefined
  readonly BACKUP_STORE_SECRET_ACCESS_KEY?: string | undefined
}

export interface RestoreStoreConfig {
  readonly RESTORE_STORE_ACCESS_KEY_ID?: string | undefined
  readonly RESTORE_STORE_SECRET_ACCESS_KEY?: string | undefined
}

export interface JournalStoreConfig {
  readonly JOURNAL_STORE_URL?: string | undefined
  readonly JOURNAL_STORE_ACCESS_KEY_ID?: string | undefined
  readonly JOURNAL_STORE_SECRET_ACCESS_KEY?: string | undefined
}

/** Opens the store of the signed copies, null without one; throws `config_invalid` when only one half of the credentials is set. */
export function openJournalStoreFrom(config: JournalStoreConfig): ObjectStore | null {
  const { JOURNAL_STORE_URL: url } = config
  return url === undefined ? null : openWith(url, journalStoreCredentials(config))
}

/** Opens the store of the objects; throws `config_invalid` when only one half of the credentials is set. */
export function openObjectStoreFrom(config: ObjectStoreConfig): ObjectStore {
  return openWith(config.OBJECT_STORE_URL, objectStoreCredentials(config))
}

/** Opens the store of the backups; throws `config_invalid` when only one half of the credentials is set. */
export function openBackupStoreFrom(config: BackupStoreConfig): ObjectStore {
  return openWith(config.BACKUP_STORE_URL, backupStoreCredentials(config))
}

/** Opens the store of the backups to read them; throws `config_invalid` when only one half of an account is set. */
export function openRestoreStoreFrom(config: BackupStoreConfig & RestoreStoreConfig): ObjectStore {
  return openWith(config.BACKUP_STORE_URL, restoreStoreCredentials(config) ?? backupStoreCredentials(config))
}

/** The account of the objects; null: what the AWS SDK finds. Throws `config_invalid` for one half of it. */
export function objectStoreCredentials(config: Omit<ObjectStoreConfig, 'OBJECT_STORE_URL'>): S3Credentials | null {
  const { OBJECT_STORE_ACCESS_KEY_ID: id, OBJECT_STORE_SECRET_ACCESS_KEY: key } = config
  return credentialsOf('OBJECT_STORE', id, key)
}

/** The account of the backups; null: what the AWS SDK finds. Throws `config_invalid` for one half of it. */
export function backupStoreCredentials(config: Omit<BackupStoreConfig, 'BACKUP_STORE_URL'>): S3Credentials | null {
  const { BACKUP_STORE_ACCESS_KEY_ID: id, BACKUP_STORE_SECRET_ACCESS_KEY: key } = config
  return credentialsOf('BACKUP_STORE', id, key)
}

/** The account that reads backups; null: none is named, and that which makes them does. Throws `config_invalid` for one half of it. */
export function restoreStoreCredentials(config: RestoreStoreConfig): S3Credentials | null {
  const { RESTORE_STORE_ACCESS_KEY_ID: id, RESTORE_STORE_SECRET_ACCESS_KEY: key } = config
  return credentialsOf('RESTORE_STORE', id, key)
}

/** The account of the signed copies; null: what the AWS SDK finds. Throws `config_invalid` for one half of it. */
export function journalStoreCredentials(config: Omit<JournalStoreConfig, 'JOURNAL_STORE_URL'>): S3Credentials | null {
  const { JOURNAL_STORE_ACCESS_KEY_ID: id, JOURNAL_STORE_SECRET_ACCESS_KEY: key } = config
  return credentialsOf('JOURNAL_STORE', id, key)
}

/** The account that reads the signed copies; null: none is named. Throws `config_invalid` for one half of it. */
export function journalReaderCredentials(config: {
  readonly JOURNAL_READER_ACCESS_KEY_ID?: string | undefined
  readonly JOURNAL_READER_SECRET_ACCESS_KEY?: string | undefined
}): S3Credentials | null {
  const { JOURNAL_READER_ACCESS_KEY_ID: id, JOURNAL_READER_SECRET_ACCESS_KEY: key } = config
  return credentialsOf('JOURNAL_READER', id, key)
}

function storeUrl(): z.ZodString {
  return z.string().regex(/^(file|s3):\/\//, 'has to begin with file:/// or s3://')
}

function openWith(url: string, credentials: S3Credentials | null): ObjectStore {
  return openObjectStore(url, credentials === null ? {} : { credentials })
}

function credentialsOf(
  prefix: string,
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
): S3Credentials | null {
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey }
  if (!accessKeyId && !secretAccessKey) return null
  const [there, absent] = accessKeyId ? ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'] : ['SECRET_ACCESS_KEY', 'ACCESS_KEY_ID']
  const violations = `${prefix}_${absent}: has to be set with ${prefix}_${there}, or neither`
  throw new AuraError('config_invalid', { violations })
}
