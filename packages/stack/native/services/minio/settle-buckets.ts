import {
  CreateBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { ServiceContext } from '../../service.ts'
import { bucketLifecycle } from './bucket-lifecycle.ts'
import { bucketRights } from './bucket-rights.ts'
import type { ObjectServer } from './choose-server.ts'
import { type ObjectAccount, objectAccounts } from './object-accounts.ts'
import { openS3Client } from './open-s3-client.ts'

/** Makes both buckets, and lets each account into its own. */
export async function settleBuckets(context: ServiceContext, kind: ObjectServer['kind']): Promise<void> {
  using connection = openS3Client(context, context.secrets.s3Operator)
  const accounts = objectAccounts(context.secrets)
  await Promise.all(accounts.map((account) => settleBucket(connection.client, account, kind)))
}

async function settleBucket(client: S3Client, { id, bucket }: ObjectAccount, kind: ObjectServer['kind']) {
  if (bucket === null) return
  const Bucket = bucket
  await client.send(new CreateBucketCommand({ Bucket })).catch((error: Error) => {
    if (error.name !== 'BucketAlreadyOwnedByYou') throw error
  })
  // A key that leaked, or a fault of ours, then cannot destroy what was stored: it stays for days as an older version,
  // which only the operator may delete.
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  const LifecycleConfiguration = { Rules: [...bucketLifecycle] }
  await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
  // MinIO's accounts carry their rights themselves.
  if (kind === 'ceph') {
    const rights = bucketRights({ bucket, principal: principalOf(id) })
    const Policy = JSON.stringify({ ...rights, Statement: [...rights.Statement, operatorRights(bucket)] })
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  }
}

/** An object belongs to whoever wrote it: owning the bucket alone does not let the operator read it. */
function operatorRights(bucket: string) {
  const Principal = { AWS: [principalOf('aura-operator')] }
  return {
    Effect: 'Allow',
    Principal,
    Action: ['s3:*'],
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  }
}

function principalOf(id: string): string {
  return `arn:aws:iam:::user/${id}`
}
