import { AuraError } from '@aura-sign/core'
import { CreateBucketCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3'
import type { ServiceContext } from '../../service.ts'
import { bucketNames } from '../../stack-urls.ts'
import { bucketRights } from './bucket-rights.ts'
import type { ObjectServer } from './choose-server.ts'
import { objectAccounts } from './object-accounts.ts'
import { openS3Client } from './open-s3-client.ts'
import { settleVersions } from './settle-versions.ts'

const cutOff = /^(TimeoutError|AbortError|ECONNREFUSED|ECONNRESET|EPIPE)$/

/**
 * Makes both buckets, and lets each account into its own, as far as it has to be. Throws `service_unwell` when the server did not answer, or that it
 * cannot yet.
 */
export async function settleBuckets(context: ServiceContext, kind: ObjectServer['kind']): Promise<void> {
  using connection = openS3Client(context, context.secrets.s3Operator)
  const accounts = objectAccounts(context.secrets)
  try {
    await Promise.all(
      Object.values(bucketNames).map((bucket) => {
        const statements = accounts.flatMap((account) =>
          account.bucket === bucket ? bucketRights(account, { principal: principalOf(account.id) }) : [],
        )
        return settleBucket(connection.client, { bucket, statements }, kind)
      }),
    )
  } catch (cause) {
    if (!isTransient(cause)) throw cause
    const detail = `${cause.name}: ${cause.message}`
    throw new AuraError('service_unwell', { service: 'minio', detail }, { cause })
  }
}

/** A server that was killed takes its time to be itself again, and answers a signed listing before it can make a bucket. */
function isTransient(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code = '', $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } }
  return cutOff.test(error.name) || cutOff.test(code) || ($metadata?.httpStatusCode ?? 0) >= 500
}

async function settleBucket(
  client: S3Client,
  { bucket, statements }: { bucket: string; statements: readonly object[] },
  kind: ObjectServer['kind'],
) {
  const Bucket = bucket
  await client.send(new CreateBucketCommand({ Bucket })).catch((error: Error) => {
    if (error.name !== 'BucketAlreadyOwnedByYou') throw error
  })
  await settleVersions(client, { bucket, kind })
  // MinIO's accounts carry their rights themselves.
  if (kind === 'ceph') {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [...statements, operatorRights(bucket)] })
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
