import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ArchiveOptions, ownArchiveTarget, type S3Credentials } from '@aura-sign/stack'
import { urlsOf } from '../stack/app-services/urls-of.ts'
import { type NativeBackupConfig, nativeBackupStore } from './native-backup-store.ts'
import { s3PlaceOf } from './s3-place-of.ts'

const folder = 'pgbackrest'

/** Where a native stack's WAL is archived: below `pgbackrest/` in the store of its backups. */
export function archiveOptions(config: NativeBackupConfig): ArchiveOptions {
  return {
    ownServer: config.BACKUP_STORE_URL === undefined,
    async target(context) {
      if (config.BACKUP_STORE_URL === undefined) return await ownArchiveTarget(context)
      const { url, credentials } = nativeBackupStore(config, { urls: urlsOf(context), secrets: context.secrets })
      const place = s3PlaceOf(url)
      if (place === null) return { kind: 'directory', path: join(fileURLToPath(url), folder) }
      const { bucket, prefix, region = 'us-east-1', endpoint = `https://s3.${region}.amazonaws.com` } = place
      return { kind: 's3', bucket, prefix, endpoint, region, credentials: credentials as S3Credentials | null }
    },
  }
}
