import type { ObjectAccount } from './object-accounts.ts'

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

const readingBucket = ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation']
const readingObjects = ['s3:GetObject', 's3:GetObjectVersion']

/**
 * Ceph lets whoever wrote an object read it, and say who else may; so a policy has to refuse that. One by one: Ceph 16.2 takes
 * `NotAction`, and refuses nothing then (measured).
 */
const ofOwners = [
  's3:Get*',
  's3:List*',
  's3:Delete*',
  's3:AbortMultipartUpload',
  's3:PutObjectAcl',
  's3:PutObjectVersionAcl',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
  's3:RestoreObject',
]

/**
 * What may be added to the backups by who copies attestations there: those, and the empty object by which a store is asked
 * whether it keeps conditions.
 */
const additions = ['attestations/*', '.aura-condition-probe']

type BucketUse = Pick<Exclude<ObjectAccount, { bucket: null }>, 'bucket' | 'rights'>

/**
 * What an account may do in its one bucket, as statements of a policy: of the bucket when they name a principal, else of whoever
 * they are attached to.
 */
export function bucketRights({ bucket, rights }: BucketUse, { principal }: { principal?: string } = {}) {
  const who = principal === undefined ? {} : { Principal: { AWS: [principal] } }
  const [whole, within] = [`arn:aws:s3:::${bucket}`, (key: string) => `arn:aws:s3:::${bucket}/${key}`] as const
  if (rights === 'add attestations') {
    return [
      { Effect: 'Allow', ...who, Action: ['s3:PutObject'], Resource: additions.map(within) },
      ...(principal === undefined
        ? []
        : [{ Effect: 'Deny', ...who, Action: ofOwners, Resource: [whole, within('*')] }]),
    ]
  }
  if (rights === 'read') {
    return [
      { Effect: 'Allow', ...who, Action: readingBucket, Resource: [whole] },
      { Effect: 'Allow', ...who, Action: readingObjects, Resource: [within('*')] },
    ]
  }
  return [
    { Effect: 'Allow', ...who, Action: onBucket, Resource: [whole] },
    { Effect: 'Allow', ...who, Action: onObjects, Resource: [within('*')] },
  ]
}
