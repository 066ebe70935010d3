import type { ServiceContext } from '../../../service.ts'
import { archiveFiles, stanza } from './archive-files.ts'
import type { ArchiveTarget } from './archive-target.ts'
import { socketDirectoryOf } from './socket-directory.ts'

/** How long one exchange with the store may take before it is tried again; a stop of Postgres waits for the archiver. */
const exchangeSeconds = 10
const fullBackupsKept = 2

/**
 * `pgbackrest.conf`. Never with `archive-push-queue-max`, which drops WAL and says that all went well. WAL goes one segment at a time
 * and in the foreground: what Postgres counts as archived is in the store.
 */
export function renderPgBackRestSettings(context: ServiceContext, target: ArchiveTarget): string {
  const files = archiveFiles(context)
  const common: Record<string, string | number> = {
    ...repositorySettings(target),
    'repo1-cipher-type': 'aes-256-cbc',
    'repo1-cipher-pass': context.secrets.walCipher,
    'repo1-retention-full': fullBackupsKept,
    'compress-type': 'zst',
    'compress-level': 1,
    // A backup begins with a checkpoint at once: with many changes the spread-out one takes minutes.
    'start-fast': 'y',
    'process-max': 2,
    'archive-timeout': 60,
    'io-timeout': exchangeSeconds,
    'lock-path': files.locks,
    'log-path': files.logs,
    'spool-path': files.spool,
    'log-level-file': 'off',
    'log-level-console': 'warn',
  }
  const cluster = {
    'pg1-path': files.data,
    'pg1-user': 'postgres',
    'pg1-port': context.ports.POSTGRES_PORT,
    'pg1-socket-path': socketDirectoryOf(context),
  }
  return `# Written by Aura-Sign at each start.\n${section('global', common)}${section(stanza, cluster)}`
}

function repositorySettings(target: ArchiveTarget): Record<string, string | number> {
  if (target.kind === 'directory') return { 'repo1-type': 'posix', 'repo1-path': target.path }
  const { bucket, prefix, endpoint, region, credentials, caFile } = target
  const url = new URL(endpoint)
  const plain = url.protocol === 'http:'
  const host = plain ? `http://${url.hostname}` : url.hostname
  return {
    'repo1-type': 's3',
    'repo1-path': `/${prefix}pgbackrest`,
    'repo1-s3-bucket': bucket,
    'repo1-s3-region': region,
    'repo1-s3-endpoint': host,
    'repo1-s3-uri-style': 'path',
    'repo1-storage-port': url.port || (plain ? 80 : 443),
    ...(credentials === null
      ? { 'repo1-s3-key-type': 'auto' }
      : { 'repo1-s3-key': credentials.accessKeyId, 'repo1-s3-key-secret': credentials.secretAccessKey }),
    ...(caFile !== undefined && { 'repo1-storage-ca-file': caFile }),
  }
}

function section(name: string, settings: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  return `[${name}]\n${lines.join('\n')}\n`
}
