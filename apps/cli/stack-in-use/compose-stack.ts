import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuraError, parseConfig } from '@aura-sign/core'
import { bucketNames } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { composeConfigSchema } from './compose-config.ts'
import type { GuardianAddress } from './guardian-address.ts'
import type { JournalInUse, StackInUse, StoreInUse } from './stack-in-use.ts'

export interface ComposeStack extends StackInUse {
  readonly objectStore: StoreInUse
  readonly backupStore: StoreInUse
  readonly restoreStore: StoreInUse
  readonly journal: JournalInUse
  readonly guardian: GuardianAddress
}

const loopback = '127.0.0.1'

/**
 * The stack that `docker compose up` starts in the checkout, as this machine reaches it: by the ports that
 * docker-compose.yml publishes, with the secrets in `secrets/`. No engine is asked. Throws `config_invalid`,
 * `compose_secret_missing` or `compose_secret_unreadable`.
 */
export function composeStack({ environment, dataDirectory, projectDirectory }: CommandContext): ComposeStack {
  const config = parseConfig(composeConfigSchema, environment)
  const secret = (name: string) => readSecret(join(composeSecretsDirectory(projectDirectory), name))
  const s3 = `http://${loopback}:${config.S3_PORT}`
  const bucket = (name: string) => `s3://${name}?endpoint=${encodeURIComponent(s3)}&region=us-east-1`
  const place = (url: string | undefined) => (url === undefined ? bucket(bucketNames.backups) : publishedStore(url, s3))
  const backups = {
    accessKeyId: config.BACKUP_STORE_ACCESS_KEY_ID ?? 'aura-backups',
    secretAccessKey: secret('backups_secret_access_key'),
  }
  // Elsewhere nobody has made one unasked.
  const isReaderThere = config.BACKUP_STORE_URL === undefined || config.RESTORE_STORE_ACCESS_KEY_ID !== undefined
  return {
    kind: 'compose',
    directory: join(dataDirectory.root, 'compose'),
    // What the apps themselves read: after a promotion it names another database.
    databaseUrl: publishedUrl(secret('database_url'), config.POSTGRES_PORT),
    redisUrl: publishedUrl(secret('redis_url'), config.REDIS_PORT),
    siteUrl: `http://${reachable(config.BIND_ADDRESS)}:${config.PORT}`,
    prometheusUrl: `http://${loopback}:${config.PROMETHEUS_PORT}`,
    objectStore: {
      // As the site writes there: what a command writes is encrypted too.
      url: `${bucket(bucketNames.objects)}&encryption=AES256`,
      credentials: { accessKeyId: 'aura-objects', secretAccessKey: secret('objects_secret_access_key') },
    },
    backupStore: {
      url: place(config.BACKUP_STORE_URL),
      credentials: backups,
    },
    restoreStore: {
      url: place(config.BACKUP_STORE_URL),
      credentials: isReaderThere
        ? {
            accessKeyId: config.RESTORE_STORE_ACCESS_KEY_ID ?? 'aura-restore',
            secretAccessKey: secret('restore_secret_access_key'),
          }
        : backups,
    },
    journal: {
      url: place(config.JOURNAL_STORE_URL ?? config.BACKUP_STORE_URL),
      accessKeyId: config.JOURNAL_STORE_ACCESS_KEY_ID ?? 'aura-journal',
    },
    operator: { accessKeyId: 'aura-operator', secretAccessKey: secret('minio_root_password') },
    guardian: { controlUrl: `http://${loopback}:${config.GUARDIAN_PORT}`, controlToken: secret('guardian_token') },
  }
}

/** Where docker-compose.yml takes its secrets from, a file each. */
export function composeSecretsDirectory(projectDirectory: string): string {
  return join(projectDirectory, 'secrets')
}

function readSecret(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
    throw new AuraError(absent ? 'compose_secret_missing' : 'compose_secret_unreadable', { path }, { cause })
  }
  if (text === '') throw new AuraError('compose_secret_missing', { path })
  return text
}

/** The URL of a service between containers, as this machine reaches the service. */
function publishedUrl(url: string, port: number): string {
  return url.replace(/@[^@/]+(?=\/|\?|$)/, `@${loopback}:${port}`)
}

/** A store that is this stack's own server, named as the containers do, is where that is published; others are elsewhere. */
function publishedStore(url: string, endpoint: string): string {
  if (!URL.canParse(url)) return url
  const parsed = new URL(url)
  const own = parsed.searchParams.get('endpoint')
  if (own === null || !URL.canParse(own) || new URL(own).hostname !== 'minio') return url
  parsed.searchParams.set('endpoint', endpoint)
  return parsed.href
}

/** Every address of a machine includes loopback. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return loopback
  return address === '[::]' ? '[::1]' : address
}
