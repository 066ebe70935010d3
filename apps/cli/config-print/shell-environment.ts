import { s3PlaceOf } from '../stack-in-use/s3-place-of.ts'
import type { StackInUse, StoreInUse } from '../stack-in-use/stack-in-use.ts'

/** What a shell has to know to use the stack with the programs that everybody has. */
export interface ShellEnvironment {
  readonly set: Readonly<Record<string, string>>
  /** Leftovers that would win over what is set, or lead elsewhere. */
  readonly unset: readonly string[]
}

/** The variables that psql, redis-cli, the AWS CLI and the MinIO client read; passwords included. */
export function shellEnvironment(stack: StackInUse): ShellEnvironment {
  const parts = [databasePart(stack.databaseUrl), redisPart(stack.redisUrl), s3Part(stack)]
  return { set: Object.assign({}, ...parts.map(({ set }) => set)), unset: parts.flatMap(({ unset }) => unset) }
}

/** Names what lines for a stack have set, for the lines of the next one. */
const exportedVariable = 'AURA_EXPORTED'

/**
 * The same, for a shell that may have the lines of another stack: what those have set is unset, and this one's is noted. Of what the
 * shell says only names that could be ours are believed.
 */
export function replaceExported(environment: ShellEnvironment, exported: string | undefined): ShellEnvironment {
  const { set, unset } = environment
  const before = (exported ?? '')
    .split(' ')
    .filter((name) => /^(AWS|DATABASE|MC|PG|REDIS|REDISCLI)[A-Z0-9_]*$/.test(name))
  const left = before.filter((name) => !(name in set))
  return {
    set: { ...set, [exportedVariable]: Object.keys(set).join(' ') },
    unset: [...new Set([...unset, ...left])],
  }
}

const nothing: ShellEnvironment = { set: {}, unset: [] }

/** PostgreSQL documentation, 34.15 Environment Variables. */
function databasePart(url: string | null): ShellEnvironment {
  if (url === null) return nothing
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const sslMode = searchParams.get('sslmode')
  return {
    set: {
      DATABASE_URL: url,
      PGHOST: hostname.replace(/^\[|\]$/g, ''),
      PGPORT: port || '5432',
      PGUSER: decodeURIComponent(username),
      PGPASSWORD: decodeURIComponent(password),
      PGDATABASE: decodeURIComponent(pathname.slice(1)),
      ...(sslMode && { PGSSLMODE: sslMode }),
    },
    unset: ['PGHOSTADDR', 'PGSERVICE', 'PGOPTIONS', ...(sslMode ? [] : ['PGSSLMODE'])],
  }
}

function redisPart(url: string | null): ShellEnvironment {
  // What another stack has set would lead to its Redis.
  if (url === null) return { set: {}, unset: ['REDIS_URL', 'REDISCLI_AUTH'] }
  const password = decodeURIComponent(new URL(url).password)
  return {
    set: { REDIS_URL: url, ...(password && { REDISCLI_AUTH: password }) },
    unset: password ? [] : ['REDISCLI_AUTH'],
  }
}

/** AWS SDKs and Tools Reference Guide, Environment variables; the checksums are those that S3 clones understand. */
function s3Part({ objectStore, operator }: StackInUse): ShellEnvironment {
  const place = objectStore && s3PlaceOf(objectStore.url)
  if (!place) return nothing
  const { endpoint, region } = place
  const credentials = operator ?? objectStore.credentials
  return {
    set: {
      ...(credentials && {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      }),
      ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
      ...(region !== undefined && { AWS_DEFAULT_REGION: region, AWS_REGION: region }),
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
    },
    unset: [
      'AWS_ENDPOINT_URL_S3',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      // Those belong to other credentials. Without ones of our own, they may be how AWS's chain finds any.
      ...(credentials ? ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'] : []),
      ...(endpoint === undefined ? ['AWS_ENDPOINT_URL'] : []),
    ],
  }
}

/** The stores that the runbook's `mc` lines name, as far as this stack has them with credentials of its own. */
export function minioAliases(stack: StackInUse): Record<string, MinioAlias> {
  const aliases = {
    'prod-minio': minioAlias(stack.objectStore, stack),
    'backup-minio': minioAlias(stack.backupStore, stack),
  }
  return Object.fromEntries(Object.entries(aliases).filter((entry): entry is [string, MinioAlias] => entry[1] !== null))
}

export interface MinioAlias {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
}

function minioAlias(store: StoreInUse | null, { objectStore, operator }: StackInUse): MinioAlias | null {
  const place = store && s3PlaceOf(store.url)
  if (!place) return null
  // Another server has never heard of this one's operator, and must not learn the password.
  const isOwn = objectStore !== null && s3PlaceOf(objectStore.url)?.endpoint === place.endpoint
  const credentials = (isOwn ? operator : null) ?? store.credentials
  if (!credentials) return null
  return {
    url: place.endpoint ?? 'https://s3.amazonaws.com',
    accessKey: credentials.accessKeyId,
    secretKey: credentials.secretAccessKey,
  }
}
