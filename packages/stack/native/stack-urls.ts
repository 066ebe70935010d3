import type { NativeSecrets } from './native-secrets.ts'
import type { StackPorts } from './ports.ts'

export const bucketNames = { objects: 'aura-production-bucket', backups: 'aura-backup-bucket' } as const

/** Name of the first database; a restore can put another one into use. */
export const firstDatabaseName = 'aura'

/** Where the services of a native stack answer; those of the databases carry passwords. */
export interface StackUrls {
  /** As the role `admin`, in the database in use. */
  readonly databaseUrl: string
  /** As the role `postgres`, in the database `postgres`. */
  readonly superuserUrl: string
  readonly redisUrl: string
  readonly objectStoreUrl: string
  readonly backupStoreUrl: string
  readonly siteUrl: string
  readonly guardianUrl: string
  readonly prometheusUrl: string
  readonly alertmanagerUrl: string
  readonly grafanaUrl: string
}

export function stackUrls(options: { ports: StackPorts; secrets: NativeSecrets; database?: string }): StackUrls {
  const { ports, secrets, database = firstDatabaseName } = options
  const http = (port: number) => `http://127.0.0.1:${port}`
  const postgres = (user: string, password: string, name: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${ports.POSTGRES_PORT}/${name}`
  const bucket = (name: string) => `s3://${name}?endpoint=${encodeURIComponent(http(ports.S3_PORT))}&region=us-east-1`
  return {
    databaseUrl: postgres('admin', secrets.databasePassword, database),
    superuserUrl: postgres('postgres', secrets.superuserPassword, 'postgres'),
    redisUrl: `redis://default:${secrets.redisPassword}@127.0.0.1:${ports.REDIS_PORT}`,
    objectStoreUrl: bucket(bucketNames.objects),
    backupStoreUrl: bucket(bucketNames.backups),
    siteUrl: http(ports.PORT),
    guardianUrl: http(ports.GUARDIAN_PORT),
    prometheusUrl: http(ports.PROMETHEUS_PORT),
    alertmanagerUrl: http(ports.ALERTMANAGER_PORT),
    grafanaUrl: http(ports.GRAFANA_PORT),
  }
}
