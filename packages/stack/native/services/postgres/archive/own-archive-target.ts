import { join } from 'node:path'
import { stackLayout } from '../../../directory/stack-layout.ts'
import type { ServiceContext } from '../../../service.ts'
import { bucketNames } from '../../../stack-urls.ts'
import { cephFiles } from '../../minio/ceph-files.ts'
import { chooseServer } from '../../minio/choose-server.ts'
import type { ArchiveTarget } from './archive-target.ts'

/** The bucket of the backups on the stack's own S3 server: over TLS on Ceph, whose gateway has a port for it, and plain on MinIO. */
export async function ownArchiveTarget(context: ServiceContext): Promise<ArchiveTarget> {
  const directory = stackLayout(context.stackDirectory).serviceDirectory('minio')
  const { kind } = await chooseServer({ directory })
  const { ports, secrets } = context
  return {
    kind: 's3',
    bucket: bucketNames.backups,
    prefix: '',
    region: 'us-east-1',
    credentials: secrets.s3Backups,
    ...(kind === 'minio'
      ? { endpoint: `http://127.0.0.1:${ports.S3_PORT}` }
      : { endpoint: `https://127.0.0.1:${ports.S3_TLS_PORT}`, caFile: join(cephFiles({ directory }).certificate) }),
  }
}
