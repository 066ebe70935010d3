import { randomBytes } from 'node:crypto'
import type { Environment } from '@aura-sign/core'
import { siteConfigSchema } from '@aura-sign/demo-site'
import { guardianConfigSchema } from '@aura-sign/guardian'
import { workerConfigSchema } from '@aura-sign/worker'
import { cliConfigSchema } from '../config.ts'
import type { DrillDirectory } from './drill-directory.ts'

const schemas = [cliConfigSchema, siteConfigSchema, workerConfigSchema, guardianConfigSchema]

/**
 * The environment of a drill's processes. They read the `.env` of the checkout, which fills in what is not set: so every
 * setting there is gets set here, most of them to nothing, which counts as absent. No setting of the operator's own
 * services reaches the drill, and none changes what it measures.
 */
export function drillEnvironment(
  directory: DrillDirectory,
  options: { drillId: string; sitePort: number; environment: Environment },
): Readonly<Record<string, string>> {
  const { environment, sitePort } = options
  const names = schemas.flatMap((schema) => Object.keys(schema.shape))
  const nothing = names.flatMap((name) => [
    [name, ''],
    [`${name}_FILE`, ''],
    [`${name}_COMMAND`, ''],
  ])
  return {
    ...Object.fromEntries(nothing),
    PATH: environment.PATH ?? '',
    HOME: directory.root,
    AURA_DRILL_ID: options.drillId,
    AURA_DATA_DIR: directory.data.root,
    BACKUP_STORE_URL: directory.backupStoreUrl,
    HOST: '127.0.0.1',
    PORT: String(sitePort),
    APP_URL: `http://localhost:${sitePort}`,
    POSTGRES_PORT: '0',
    GUARDIAN_PORT: '0',
    GUARDIAN_TOKEN: randomBytes(32).toString('base64url'),
    HEARTBEAT_TRAIL_SECONDS: '1',
    // The drill says itself when there is a backup, and loses what came after it.
    GUARDIAN_SCHEDULE: 'off',
    EMBEDDER: 'hash',
    AUTH_RATE_LIMIT_PER_MINUTE: '100000',
    API_RATE_LIMIT_PER_MINUTE: '100000',
    // Of the machine, not of a service: without it nothing starts where the native library is missing.
    SECP256K1_FALLBACK: environment.SECP256K1_FALLBACK ?? '',
    // As ./aura sets it for the operator's own commands: half of the time in which each of them starts.
    ...(environment.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: environment.NODE_COMPILE_CACHE }),
    LOG_LEVEL: 'warn',
    // Where the snapshot of a backup is kept on its way.
    ...(environment.TMPDIR && { TMPDIR: environment.TMPDIR }),
  }
}
