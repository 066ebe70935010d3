import {
  type BucketVersioningStatus,
  GetBucketVersioningCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { bucketLifecycle, plainBucketLifecycle } from './bucket-lifecycle.ts'
import type { ObjectServer } from './choose-server.ts'

/**
 * On MinIO a bucket keeps versions: a key that leaked, or a fault of ours, then cannot destroy what was stored. It stays for days
 * as an older version, which only the operator may delete.
 *
 * On Ceph it has none, and those of an older stack are suspended: with versions, Ceph 16.2 ignores the condition of a write,
 * and all of any writers of one backup would win. Suspended, it keeps the condition for the objects from before too; a key
 * that was deleted is refused as if its object were there, until the lifecycle has taken the mark of the deletion.
 */
export async function settleVersions(
  client: S3Client,
  { bucket: Bucket, kind }: { bucket: string; kind: ObjectServer['kind'] },
): Promise<void> {
  const { Status: before } = await client.send(new GetBucketVersioningCommand({ Bucket }))
  const wanted: BucketVersioningStatus | undefined = kind === 'minio' ? 'Enabled' : before && 'Suspended'
  if (wanted !== undefined && wanted !== before) {
    const VersioningConfiguration = { Status: wanted }
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  }
  const Rules = [...(wanted === undefined ? plainBucketLifecycle : bucketLifecycle)]
  await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
}
