import { parseConfig } from '@aura-sign/core'
import type { CommandContext } from '../config.ts'
import { serviceConfigSchema } from './service-config.ts'
import type { StackInUse, StoreInUse } from './stack-in-use.ts'

/** What the environment names; everything may be missing. */
export function ownStack(context: CommandContext): StackInUse {
  const config = parseConfig(serviceConfigSchema, context.environment)
  return {
    kind: 'own',
    directory: context.dataDirectory.root,
    databaseUrl: config.DATABASE_URL ?? null,
    redisUrl: config.REDIS_URL ?? null,
    siteUrl: config.APP_URL ?? null,
    prometheusUrl: config.PROMETHEUS_URL ?? null,
    objectStore: store(config.OBJECT_STORE_URL, {
      accessKeyId: config.OBJECT_STORE_ACCESS_KEY_ID,
      secretAccessKey: config.OBJECT_STORE_SECRET_ACCESS_KEY,
    }),
    backupStore: store(config.BACKUP_STORE_URL, {
      accessKeyId: config.BACKUP_STORE_ACCESS_KEY_ID,
      secretAccessKey: config.BACKUP_STORE_SECRET_ACCESS_KEY,
    }),
    operator: null,
  }
}

function store(
  url: string | undefined,
  { accessKeyId, secretAccessKey }: { accessKeyId: string | undefined; secretAccessKey: string | undefined },
): StoreInUse | null {
  if (url === undefined) return null
  return { url, credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null }
}
