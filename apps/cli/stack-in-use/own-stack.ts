import { parseConfig } from '@aura-sign/core'
import {
  assertStoresApart,
  backupStoreCredentials,
  objectStoreCredentials,
  restoreStoreCredentials,
  type S3Credentials,
} from '@aura-sign/object-store'
import type { CommandContext } from '../config.ts'
import { serviceConfigSchema } from './service-config.ts'
import type { StackInUse, StoreInUse } from './stack-in-use.ts'

/** What the environment names; everything may be missing. Throws `config_invalid`, and `backup_store_not_apart` for backups in the bucket of the objects. */
export function ownStack(context: CommandContext): StackInUse {
  const config = parseConfig(serviceConfigSchema, context.environment)
  const { JOURNAL_STORE_URL: journalUrl, JOURNAL_STORE_ACCESS_KEY_ID: accessKeyId = null } = config
  const { OBJECT_STORE_URL: objectsUrl, BACKUP_STORE_URL: backupsUrl } = config
  if (objectsUrl !== undefined && backupsUrl !== undefined) assertStoresApart(objectsUrl, backupsUrl)
  return {
    kind: 'own',
    directory: context.dataDirectory.root,
    databaseUrl: config.DATABASE_URL ?? null,
    redisUrl: config.REDIS_URL ?? null,
    siteUrl: config.APP_URL ?? null,
    prometheusUrl: config.PROMETHEUS_URL ?? null,
    objectStore: store(config.OBJECT_STORE_URL, objectStoreCredentials(config)),
    backupStore: store(config.BACKUP_STORE_URL, backupStoreCredentials(config)),
    restoreStore: store(config.BACKUP_STORE_URL, restoreStoreCredentials(config) ?? backupStoreCredentials(config)),
    journal: journalUrl === undefined ? null : { url: journalUrl, accessKeyId },
    operator: null,
  }
}

function store(url: string | undefined, credentials: S3Credentials | null): StoreInUse | null {
  return url === undefined ? null : { url, credentials }
}
