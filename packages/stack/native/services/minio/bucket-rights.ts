const onBucket = [
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
]
// Not s3:DeleteObjectVersion: what was stored once stays until its time is over.
const onObjects = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:PutObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
]

/** Reading and writing one bucket, as a policy: of the bucket when it names a principal, else of whoever it is attached to. */
export function bucketRights({ bucket, principal }: { bucket: string; principal?: string }) {
  const who = principal === undefined ? {} : { Principal: { AWS: [principal] } }
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', ...who, Action: onBucket, Resource: [`arn:aws:s3:::${bucket}`] },
      { Effect: 'Allow', ...who, Action: onObjects, Resource: [`arn:aws:s3:::${bucket}/*`] },
    ],
  }
}
