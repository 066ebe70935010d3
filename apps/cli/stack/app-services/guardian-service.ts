import type { Environment } from '@aura-sign/core'
import { checkPage, findNativePgBackRest, type Service, type ServiceContext } from '@aura-sign/stack'
import { archiveOptions } from '../../stack-in-use/archive-target.ts'
import {
  type NativeBackupConfig,
  nativeBackupStore,
  nativeRestoreStore,
} from '../../stack-in-use/native-backup-store.ts'
import { appEnvironment } from './app-environment.ts'
import { appProcess } from './app-process.ts'
import { urlsOf } from './urls-of.ts'

const startTimeoutMs = 30_000

/** The guardian as a process of its own; keeps backups where the commands look for them. */
export function guardianService(environment: Environment, config: NativeBackupConfig): Service {
  return {
    name: 'guardian',
    dependsOn: ['migrate'],
    uses: ['minio'],
    port: 'GUARDIAN_PORT',
    ports: ['GUARDIAN_PORT', 'GUARDIAN_METRICS_PORT'],
    startTimeoutMs,
    prepare: async () => undefined,
    processes: async (context) => {
      // Only for a start: every other verb does without the app's code.
      const { guardianConfigSchema, guardianNodeFlags, guardianNodeVariables } = await import('@aura-sign/guardian')
      const { ports, secrets } = context
      const urls = urlsOf(context)
      const backups = nativeBackupStore(config, { urls, secrets })
      const reader = nativeRestoreStore(config, { urls, secrets }).credentials
      const set = {
        DATABASE_URL: urls.databaseUrl,
        OBJECT_STORE_URL: urls.objectStoreUrl,
        OBJECT_STORE_ACCESS_KEY_ID: secrets.s3Copies.accessKeyId,
        OBJECT_STORE_SECRET_ACCESS_KEY: secrets.s3Copies.secretAccessKey,
        BACKUP_STORE_URL: backups.url,
        ...(backups.credentials !== null && {
          BACKUP_STORE_ACCESS_KEY_ID: backups.credentials.accessKeyId,
          BACKUP_STORE_SECRET_ACCESS_KEY: backups.credentials.secretAccessKey,
        }),
        ...(reader !== null && {
          RESTORE_STORE_ACCESS_KEY_ID: reader.accessKeyId,
          RESTORE_STORE_SECRET_ACCESS_KEY: reader.secretAccessKey,
        }),
        ...(await physicalVariables(context, config)),
        GUARDIAN_PORT: String(ports.GUARDIAN_PORT),
        GUARDIAN_TOKEN: secrets.guardianToken,
        METRICS_PORT: String(ports.GUARDIAN_METRICS_PORT),
      }
      return [
        appProcess(context, {
          name: 'guardian',
          command: ['apps/guardian/main.ts'],
          nodeFlags: guardianNodeFlags,
          environment: { ...guardianNodeVariables, ...appEnvironment(guardianConfigSchema, { environment, set }) },
          stopTimeoutMs: 15_000,
        }),
      ]
    },
    check: (context) => checkPage(context, { service: 'guardian', port: 'GUARDIAN_METRICS_PORT', path: '/metrics' }),
  }
}

async function physicalVariables(context: ServiceContext, config: NativeBackupConfig): Promise<Record<string, string>> {
  const place = await findNativePgBackRest(context, archiveOptions(config))
  if (place === null) return {}
  const { program, settings, passwords, user } = place
  return {
    PGBACKREST_PROGRAM: program,
    PGBACKREST_CONFIG: settings,
    ...(passwords !== undefined && { PGBACKREST_PASSFILE: passwords }),
    ...(user && { PGBACKREST_USER: `${user.uid}:${user.gid}` }),
  }
}
